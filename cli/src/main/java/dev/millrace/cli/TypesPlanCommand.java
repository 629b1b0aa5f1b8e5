package dev.millrace.cli;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.settings.Environment;
import dev.millrace.worker.store.Schema;
import dev.millrace.worker.store.SchemaPlan;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what {@code types apply} would do. */
@Command(
    name = "plan",
    description = "Shows what apply would do, and what it refuses; changes nothing.",
    mixinStandardHelpOptions = true)
final class TypesPlanCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  TypesPlanCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Environment settings = new Environment(environment);
    Catalogue catalogue = TypesCommand.read(settings);
    DatabaseSettings login = DatabaseSettings.from(settings, 1);
    settings.check();
    try (Database database = Database.open(login)) {
      Schema schema = new Schema(database);
      SchemaPlan plan = schema.plan(catalogue);
      boolean migrated = schema.isMigrated();
      if (!migrated) {
        spec.commandLine()
            .getOut()
            .println("-- the control tables are made or brought up to date first");
      }
      print(plan, catalogue, migrated ? new StoredTypes(database).versions() : Map.of());
      return plan.refusals().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private void print(SchemaPlan plan, Catalogue catalogue, Map<String, String> stored) {
    PrintWriter out = spec.commandLine().getOut();
    plan.changes()
        .forEach(
            change -> {
              if (!change.note().isEmpty()) {
                out.println("-- " + change.note() + ":");
              }
              out.println(change.statement() + ";");
            });
    boolean changes = !plan.changes().isEmpty();
    for (DocumentType type : catalogue.types()) {
      String before = stored.get(type.name());
      if (!type.version().equals(before)) {
        out.printf(
            "-- %s: %s%n",
            type.name(),
            before == null
                ? "new, version " + type.version()
                : "version %s becomes %s".formatted(before, type.version()));
        changes = true;
      }
    }
    plan.refusals()
        .forEach(
            refusal -> {
              out.println("-- refused: " + refusal.why());
              if (!refusal.byHand().isEmpty()) {
                out.println("-- to do it all the same, run: " + refusal.byHand() + ";");
              }
            });
    if (!changes && plan.refusals().isEmpty()) {
      out.println("-- nothing to change");
    }
  }
}
