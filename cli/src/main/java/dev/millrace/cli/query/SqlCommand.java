package dev.millrace.cli.query;

import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.database.Database;
import dev.millrace.operator.query.ReadOnlyQuery;
import dev.millrace.operator.query.Rows;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a reading statement. */
@Command(
    name = "sql",
    description = {
      "Runs a statement that only reads, and prints its rows.",
      "",
      "Quote the statement for the shell. It runs in a read-only transaction."
    },
    mixinStandardHelpOptions = true)
public final class SqlCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "STATEMENT",
      description = "a query, or SHOW, DESCRIBE or EXPLAIN")
  private String statement;

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "100",
      description = "maximum number of rows (default: ${DEFAULT-VALUE})")
  private int most;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public SqlCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    if (most < 1) {
      throw new ParameterException(spec.commandLine(), "--max must be 1 or more, but is " + most);
    }
    try (Database database = Pipeline.database(environment)) {
      Rows rows = new ReadOnlyQuery(database).run(statement, most);
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? RowsText.json(rows) : RowsText.table(rows));
      out.flush();
      return 0;
    }
  }
}
