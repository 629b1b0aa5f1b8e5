package dev.millrace.cli.types;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.MigrationPlan;
import dev.millrace.schema.Schema;
import dev.millrace.schema.SchemaPlan;
import dev.millrace.schema.SchemaPlan.Refusal;
import dev.millrace.settings.Environment;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
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
      MigrationPlan migrations = database.migrationPlan();
      Schema schema = new Schema(database);
      SchemaPlan plan = schema.plan(catalogue);
      boolean migrated = schema.isMigrated();
      Map<String, String> stored = migrated ? new StoredTypes(database).versions() : Map.of();
      List<CountedType> changed = ChangeText.changed(catalogue, stored);
      List<Refusal> refusals = new ArrayList<>(plan.refusals());
      migrations.refusal().ifPresent(why -> refusals.addFirst(new Refusal(why, "")));
      if (json) {
        spec.commandLine()
            .getOut()
            .println(json(new SchemaPlan(plan.changes(), refusals), migrations, changed, stored));
      } else {
        print(new SchemaPlan(plan.changes(), refusals), migrations, changed, stored);
      }
      return refusals.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private void print(
      SchemaPlan plan,
      MigrationPlan migrations,
      List<CountedType> changed,
      Map<String, String> stored) {
    PrintWriter out = spec.commandLine().getOut();
    ChangeText.print(out, migrations.pending(), plan.changes(), changed, stored);
    plan.refusals()
        .forEach(
            refusal -> {
              out.println("-- refused: " + refusal.why());
              if (!refusal.byHand().isEmpty()) {
                out.println("-- to do it anyway, run: " + refusal.byHand() + ";");
              }
            });
    if (migrations.pending().isEmpty()
        && plan.changes().isEmpty()
        && changed.isEmpty()
        && plan.refusals().isEmpty()) {
      out.println("-- nothing to change");
    }
  }

  private static ObjectNode json(
      SchemaPlan plan,
      MigrationPlan migrations,
      List<CountedType> changed,
      Map<String, String> stored) {
    ObjectNode node =
        new JsonMapper().createObjectNode().put("migrated", migrations.pending().isEmpty());
    migrations.pending().forEach(node.putArray("migrations")::add);
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
