package dev.millrace.cli.query;

import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.database.Database;
import dev.millrace.operator.query.ReadOnlyQuery;
import dev.millrace.operator.query.Rows;
import dev.millrace.plan.KnownType;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the newest rows of a type. */
@Command(
    name = "head",
    description = "Shows the newest rows of a type.",
    mixinStandardHelpOptions = true)
public final class HeadCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TYPE", description = "document type")
  private String type;

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "5",
      description = "maximum number of rows (default: ${DEFAULT-VALUE})")
  private int most;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public HeadCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    if (most < 1) {
      throw new ParameterException(spec.commandLine(), "--max must be 1 or more, but is " + most);
    }
    try (Database database = Pipeline.database(environment)) {
      Rows rows =
          new ReadOnlyQuery(database)
              .newest(KnownType.named(type, new StoredTypes(database)), most);
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? RowsText.json(rows) : RowsText.vertical(rows));
      out.flush();
      return 0;
    }
  }
}
