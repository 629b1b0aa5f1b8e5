package dev.millrace.cli;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import dev.millrace.worker.store.Schema;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The catalogue of document types. */
@Command(
    name = "types",
    description = "Checks the type definitions and brings them into the database.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class TypesCommand {

  @Spec private CommandSpec spec;

  @Command(description = "Reads the definitions and names everything that is wrong with them.")
  int check() {
    Catalogue catalogue = read(new Environment(System.getenv()));
    catalogue
        .types()
        .forEach(
            type ->
                spec.commandLine()
                    .getOut()
                    .printf(
                        "%-20s %s  table %s, %d columns%n",
                        type.name(), type.version(), type.table(), type.columns().size()));
    return 0;
  }

  @Command(description = "Creates or evolves the tables and stores the definitions.")
  int apply() {
    Environment environment = new Environment(System.getenv());
    Catalogue catalogue = read(environment);
    DatabaseSettings settings = DatabaseSettings.from(environment, 2);
    environment.check();
    try (Database database = Database.open(settings)) {
      database.migrate();
      new Schema(database)
          .apply(catalogue)
          .forEach(statement -> spec.commandLine().getOut().println(statement + ";"));
    }
    return 0;
  }

  private static Catalogue read(Environment environment) {
    return Catalogue.read(Path.of(environment.text(Setting.TYPES)));
  }
}
