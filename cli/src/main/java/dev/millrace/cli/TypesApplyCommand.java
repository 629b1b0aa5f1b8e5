package dev.millrace.cli;

import dev.millrace.bucket.CountedTable;
import dev.millrace.bucket.Recount;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.settings.Environment;
import dev.millrace.worker.store.Schema;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings the definitions of the folder into the database. */
@Command(
    name = "apply",
    description = "Creates or evolves the tables and stores the definitions.",
    mixinStandardHelpOptions = true)
final class TypesApplyCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  TypesApplyCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Environment settings = new Environment(environment);
    Catalogue catalogue = TypesCommand.read(settings);
    DatabaseSettings login = DatabaseSettings.from(settings, 2);
    settings.check();
    try (Database database = Database.open(login)) {
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
}
