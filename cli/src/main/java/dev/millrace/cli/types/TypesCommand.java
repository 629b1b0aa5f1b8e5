package dev.millrace.cli.types;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionFolder;
import dev.millrace.cli.terminal.CountText;
import dev.millrace.cli.terminal.UsageText;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The catalogue of document types. */
@Command(
    name = "types",
    description = "Writes, checks, tries, previews and applies definitions.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class TypesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  private TypesCommand() {}

  public static CommandLine with(Map<String, String> environment) {
    return new CommandLine(new TypesCommand())
        .addSubcommand(new TypesInitCommand(environment))
        .addSubcommand(new TypesListCommand(environment))
        .addSubcommand(new TypesCheckCommand(environment))
        .addSubcommand(new TypesPreviewCommand(environment))
        .addSubcommand(new TypesTryCommand(environment))
        .addSubcommand(new TypesPlanCommand(environment))
        .addSubcommand(new TypesApplyCommand(environment));
  }

  /** Without a command, prints the commands. */
  @Override
  public Integer call() {
    spec.commandLine()
        .getErr()
        .println("millrace: " + UsageText.withoutCommand(spec.commandLine()));
    return ExitCode.USAGE;
  }

  /** The definitions in the folder named by the settings. */
  static Catalogue read(Environment settings) {
    return folder(settings).catalogue();
  }

  static DefinitionFolder folder(Environment settings) {
    return DefinitionFolder.read(Path.of(settings.text(Setting.TYPES)));
  }

  /** A few words about a type: how it is counted or its number of columns. */
  static String what(DocumentType type) {
    String kind =
        type.countOnly()
            ? "count-only by " + type.momentColumn()
            : CountText.of(type.columns().size(), "column");
    return type.enabled() ? kind : kind + ", disabled";
  }
}
