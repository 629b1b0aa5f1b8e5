package dev.millrace.cli.types;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bucket.CountedTable;
import dev.millrace.bucket.Recount;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.cli.option.OperatorOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.operation.Operations;
import dev.millrace.operation.Operator;
import dev.millrace.schema.Readers;
import dev.millrace.schema.Schema;
import dev.millrace.schema.SchemaPlan.Change;
import dev.millrace.schema.UncountedTypes;
import dev.millrace.settings.Environment;
import dev.millrace.text.CountText;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Applies the definitions in the folder to the database. */
@Command(
    name = "apply",
    description = "Creates or evolves the tables and stores the definitions.",
    mixinStandardHelpOptions = true)
final class TypesApplyCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Mixin private final OperatorOptions by = new OperatorOptions();

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  TypesApplyCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Environment settings = new Environment(environment);
    Catalogue catalogue = TypesCommand.read(settings);
    DatabaseSettings login = DatabaseSettings.from(settings, 2);
    settings.check();
    Operator operator = by.operator();
    try (Database database = Pipeline.database(login)) {
      List<String> migrations = database.migrationPlan().pending();
      database.migrate();
      Catalogue stored = new StoredTypes(database).load();
      Map<String, String> before = new StoredTypes(database).versions();
      List<String> statements = new Schema(database).apply(catalogue);
      new Readers(database).addNewTables();
      SortedMap<CountedType, Long> marked = new TreeMap<>(Comparator.comparing(CountedType::name));
      UncountedTypes.of(stored, catalogue)
          .forEach(type -> marked.put(type, markAll(database, type)));
      SortedMap<String, Long> uncounted = new TreeMap<>();
      marked
          .keySet()
          .forEach(type -> uncounted.put(type.name(), recount(database).uncounted(type)));
      note(database, operator, stored, catalogue);
      if (json) {
        printJson(statements, marked, uncounted);
        return 0;
      }
      PrintWriter out = spec.commandLine().getOut();
      List<CountedType> changed = ChangeText.changed(catalogue, before);
      ChangeText.print(
          out,
          migrations,
          statements.stream().map(statement -> new Change(statement, "")).toList(),
          changed,
          before);
      printCounts(out, marked, uncounted);
      out.println(
          migrations.isEmpty() && statements.isEmpty() && changed.isEmpty()
              ? "-- nothing to change"
              : "-- applied");
    }
    return 0;
  }

  /** With keys of the schedule too, which change no version. */
  private static void note(
      Database database, Operator operator, Catalogue stored, Catalogue catalogue) {
    List<String> changed =
        catalogue.types().stream()
            .filter(
                type ->
                    stored
                        .find(type.name())
                        .filter(before -> before.yaml().equals(type.yaml()))
                        .isEmpty())
            .map(CountedType::name)
            .toList();
    Operations.noteAfter(
        database, operator, "types apply", String.join(", ", changed), changed.size());
  }

  /** Existing rows and counts of the type are counted again, without a command. */
  private static long markAll(Database database, CountedType type) {
    return recount(database).markAll(type, CountedTable.ALL, (_, _) -> {});
  }

  private static Recount recount(Database database) {
    return new Recount(database, System::nanoTime);
  }

  private void printJson(
      List<String> statements,
      SortedMap<CountedType, Long> marked,
      SortedMap<String, Long> uncounted) {
    ObjectNode node = new JsonMapper().createObjectNode();
    statements.forEach(node.putArray("statements")::add);
    ObjectNode buckets = node.putObject("marked_buckets");
    marked.forEach((type, number) -> buckets.put(type.name(), number));
    ObjectNode rows = node.putObject("uncounted_rows");
    uncounted.forEach(rows::put);
    spec.commandLine().getOut().println(node);
  }

  private static void printCounts(
      PrintWriter out, SortedMap<CountedType, Long> marked, SortedMap<String, Long> uncounted) {
    marked.forEach(
        (type, buckets) -> {
          if (buckets > 0) {
            out.printf(
                Locale.ROOT,
                "-- %s: %s of existing rows in %s %s waiting to be counted%n",
                type.name(),
                CountText.of(buckets, "bucket"),
                type.table(),
                buckets == 1 ? "is" : "are");
          }
          long rows = uncounted.getOrDefault(type.name(), 0L);
          if (rows > 0) {
            out.printf(
                Locale.ROOT,
                "-- %s: %,d row%s of %s %s not counted: %s is not a time from 1000 to 9999%n",
                type.name(),
                rows,
                rows == 1 ? "" : "s",
                type.table(),
                rows == 1 ? "is" : "are",
                type.momentColumn());
          }
        });
  }
}
