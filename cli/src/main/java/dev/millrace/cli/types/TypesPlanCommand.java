package dev.millrace.cli.types;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.schema.Schema;
import dev.millrace.schema.SchemaPlan;
import dev.millrace.settings.Environment;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the changes that {@code types apply} would make. */
@Command(
    name = "plan",
    description = "Shows the changes that apply would make or refuse; changes nothing.",
    mixinStandardHelpOptions = true)
final class TypesPlanCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  TypesPlanCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Environment settings = new Environment(environment);
    Catalogue catalogue = TypesCommand.read(settings);
    DatabaseSettings login = DatabaseSettings.from(settings, 1);
    settings.check();
    try (Database database = Pipeline.database(login)) {
      Schema schema = new Schema(database);
      SchemaPlan plan = schema.plan(catalogue);
      boolean migrated = schema.isMigrated();
      Map<String, String> stored = migrated ? new StoredTypes(database).versions() : Map.of();
      List<DocumentType> changed =
          catalogue.types().stream()
              .filter(type -> !type.version().equals(stored.get(type.name())))
              .toList();
      if (json) {
        spec.commandLine().getOut().println(json(plan, migrated, changed, stored));
      } else {
        print(plan, migrated, changed, stored);
      }
      return plan.refusals().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private void print(
      SchemaPlan plan, boolean migrated, List<DocumentType> changed, Map<String, String> stored) {
    PrintWriter out = spec.commandLine().getOut();
    if (!migrated) {
      out.println("-- the control tables are created or updated first");
    }
    plan.changes()
        .forEach(
            change -> {
              if (!change.note().isEmpty()) {
                out.println("-- " + change.note() + ":");
              }
              out.println(change.statement() + ";");
            });
    for (DocumentType type : changed) {
      String before = stored.get(type.name());
      out.printf(
          Locale.ROOT,
          "-- %s: %s%n",
          type.name(),
          before == null
              ? "new, version " + type.version()
              : "version %s becomes %s".formatted(before, type.version()));
    }
    plan.refusals()
        .forEach(
            refusal -> {
              out.println("-- refused: " + refusal.why());
              if (!refusal.byHand().isEmpty()) {
                out.println("-- to do it anyway, run: " + refusal.byHand() + ";");
              }
            });
    if (plan.changes().isEmpty() && changed.isEmpty() && plan.refusals().isEmpty()) {
      out.println("-- nothing to change");
    }
  }

  private static ObjectNode json(
      SchemaPlan plan, boolean migrated, List<DocumentType> changed, Map<String, String> stored) {
    ObjectNode node = new JsonMapper().createObjectNode().put("migrated", migrated);
    ArrayNode changes = node.putArray("changes");
    plan.changes()
        .forEach(
            change ->
                changes
                    .addObject()
                    .put("statement", change.statement())
                    .put("note", change.note()));
    ArrayNode types = node.putArray("types");
    changed.forEach(
        type ->
            types
                .addObject()
                .put("type", type.name())
                .put("version", type.version())
                .put("before", stored.get(type.name())));
    ArrayNode refusals = node.putArray("refusals");
    plan.refusals()
        .forEach(
            refusal ->
                refusals.addObject().put("why", refusal.why()).put("by_hand", refusal.byHand()));
    return node;
  }
}
