package dev.millrace.cli.check;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.cli.option.KnownType;
import dev.millrace.cli.option.SpanOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.operator.check.Reconciliation;
import dev.millrace.settings.Environment;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the differences between counts, tables and ledger. */
@Command(
    name = "reconcile",
    description = {
      "Compares counts, tables and ledger, and prints differences.",
      "",
      "Counts the events of the span in the tables and compares them with EventCount; compares the"
          + " coverage with the done slices, and the rows with the attempts that wrote them."
          + " Prints a command for each difference, and changes nothing. The exit status is 1 if"
          + " there is a difference."
    },
    mixinStandardHelpOptions = true)
public final class ReconcileCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = {"--type", "--types"},
      paramLabel = "TYPE",
      description = "document type (default: all)")
  private @Nullable String type;

  @Mixin private SpanOptions span;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public ReconcileCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Environment settings = new Environment(environment);
    DatabaseSettings databaseSettings = DatabaseSettings.from(settings, 2);
    settings.check();
    PrintWriter out = spec.commandLine().getOut();
    ObjectNode report = new JsonMapper().createObjectNode();
    ArrayNode differences = report.putArray("differences");
    try (Database database = Pipeline.database(databaseSettings)) {
      Reconciliation reconciliation = new Reconciliation(database);
      for (DocumentType known : types(new StoredTypes(database))) {
        reconciliation.run(
            known,
            span.window(),
            finding -> {
              differences.addPOJO(finding);
              if (!json) {
                out.println(finding);
              }
            });
      }
    }
    if (json) {
      out.println(report);
    } else if (differences.isEmpty()) {
      out.println("counts, tables and ledger agree");
    }
    return differences.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private Collection<DocumentType> types(StoredTypes types) {
    String wanted = type;
    return wanted == null ? types.load().types() : List.of(KnownType.named(wanted, types));
  }
}
