package dev.millrace.cli;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import dev.millrace.worker.store.Schema;
import java.nio.file.Path;
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
                        "%-20s %s  table %s, %d columns%n",
                        type.name(), type.version(), type.table(), type.columns().size()));
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
      new Schema(database)
          .apply(catalogue)
          .forEach(statement -> spec.commandLine().getOut().println(statement + ";"));
    }
    return 0;
  }

  private static Catalogue read(Environment settings) {
    return Catalogue.read(Path.of(settings.text(Setting.TYPES)));
  }
}
