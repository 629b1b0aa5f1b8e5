package dev.millrace.cli.check;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.cli.option.SpanOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.operator.check.Finding;
import dev.millrace.operator.check.Reconciliation;
import dev.millrace.plan.KnownType;
import dev.millrace.settings.Environment;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
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
          + " Covers all time by default. Prints a command for each difference, and changes nothing. The exit status is 1 if"
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
    try (Database database = Pipeline.database(databaseSettings)) {
      long differences = compare(database, json ? this::printJson : this::print);
      if (json) {
        out().println(differences == 0 ? "{\"differences\":[]}" : "]}");
      } else if (differences == 0) {
        out().println("counts, tables and ledger agree");
      }
      return differences == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  /** Each difference is printed as soon as it is found: there may be very many. */
  private long compare(Database database, BiConsumer<Long, Finding> printer) {
    Reconciliation reconciliation = new Reconciliation(database);
    AtomicLong found = new AtomicLong();
    for (CountedType known : types(new StoredTypes(database))) {
      reconciliation.run(
          known, span.window(), finding -> printer.accept(found.getAndIncrement(), finding));
    }
    return found.get();
  }

  private void print(long before, Finding finding) {
    out().println(finding);
  }

  private void printJson(long before, Finding finding) {
    out().print(before == 0 ? "{\"differences\":[" : ",");
    out().print(new JsonMapper().valueToTree(finding));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private Collection<CountedType> types(StoredTypes types) {
    String wanted = type;
    return wanted == null ? types.load().types() : List.of(KnownType.named(wanted, types));
  }
}
