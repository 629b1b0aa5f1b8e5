package dev.millrace.cli;

import dev.millrace.bucket.CountedTable;
import dev.millrace.bucket.Recount;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import dev.millrace.worker.store.Schema;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The catalogue of document types. */
@Command(
    name = "types",
    description = "Checks the type definitions and brings them into the database.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class TypesCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  TypesCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Without a command there is nothing to do but to say what there is. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  @Command(
      description = "Reads the definitions and names everything that is wrong with them.",
      mixinStandardHelpOptions = true)
  int check() {
    Catalogue catalogue = read(new Environment(environment));
    catalogue
        .types()
        .forEach(
            type ->
                spec.commandLine()
                    .getOut()
                    .printf(
                        "%-20s %s  table %s, %s%n",
                        type.name(), type.version(), type.table(), what(type)));
    return 0;
  }

  @Command(
      description = "Creates or evolves the tables and stores the definitions.",
      mixinStandardHelpOptions = true)
  int apply() {
    Environment settings = new Environment(environment);
    Catalogue catalogue = read(settings);
    DatabaseSettings databaseSettings = DatabaseSettings.from(settings, 2);
    settings.check();
    try (Database database = Database.open(databaseSettings)) {
      database.migrate();
      Map<String, String> before = new StoredTypes(database).versions();
      new Schema(database)
          .apply(catalogue)
          .forEach(statement -> spec.commandLine().getOut().println(statement + ";"));
      catalogue.types().stream()
          .filter(DocumentType::countOnly)
          .filter(type -> !type.version().equals(before.get(type.name())))
          .forEach(type -> markAll(database, type));
    }
    return 0;
  }

  /** What the table of a new count-only type holds already is counted without being asked for. */
  private void markAll(Database database, DocumentType type) {
    long buckets =
        new Recount(database, System::nanoTime).markAll(type, CountedTable.ALL, (_, _) -> {});
    if (buckets > 0) {
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "-- %s: %,d buckets of what %s holds already wait to be counted%n",
              type.name(),
              buckets,
              type.table());
    }
  }

  private static String what(DocumentType type) {
    return type.countOnly()
        ? "only counted by " + type.momentColumn()
        : type.columns().size() + " columns";
  }

  private static Catalogue read(Environment settings) {
    return Catalogue.read(Path.of(settings.text(Setting.TYPES)));
  }
}
