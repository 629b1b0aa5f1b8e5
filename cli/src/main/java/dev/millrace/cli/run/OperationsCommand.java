package dev.millrace.cli.run;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.Fit;
import dev.millrace.database.Database;
import dev.millrace.operation.Operation;
import dev.millrace.operation.Operations;
import dev.millrace.operator.operation.OperationJson;
import dev.millrace.text.Printable;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the newest changes by operators. */
@Command(
    name = "operations",
    description = {
      "Lists the newest 50 changes by operators: who, what and why.",
      "",
      "The names are those that the operators gave. Changes are kept for 400 days."
    },
    mixinStandardHelpOptions = true)
public final class OperationsCommand implements Callable<Integer> {

  private static final int MOST = 50;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public OperationsCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    try (Database database = Pipeline.database(environment)) {
      List<Operation> operations = Operations.newest(database, MOST);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.print(OperationJson.of(operations));
        out.flush();
      } else {
        Fit.print(
            out,
            operations.isEmpty()
                ? "no operator has changed anything\n"
                : operations.stream().map(OperationsCommand::text).collect(Collectors.joining()));
      }
      return 0;
    }
  }

  private static String text(Operation operation) {
    String because = operation.operator().because();
    return format(
        ROOT,
        "%s %s: %s, %s%s%n%s",
        operation.at().truncatedTo(ChronoUnit.SECONDS),
        Printable.of(operation.operator().name()),
        operation.command(),
        Printable.of(operation.target()),
        operation.affected() == null ? "" : format(ROOT, " (%,d)", operation.affected()),
        because == null ? "" : "  " + Printable.of(because) + "\n");
  }
}
