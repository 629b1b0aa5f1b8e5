package dev.millrace.cli.types;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountOnlyType;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionFolder;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import dev.millrace.text.CountText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The catalogue of document types. */
@Command(
    name = "types",
    description = "Writes, checks, tries, tests, applies and shows definitions.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class TypesCommand {

  private TypesCommand() {}

  public static CommandLine with(Map<String, String> environment) {
    return new CommandLine(new TypesCommand())
        .addSubcommand(new TypesInitCommand(environment))
        .addSubcommand(new TypesListCommand(environment))
        .addSubcommand(new TypesShowCommand(environment))
        .addSubcommand(new TypesCheckCommand(environment))
        .addSubcommand(new TypesPreviewCommand(environment))
        .addSubcommand(new TypesTryCommand(environment))
        .addSubcommand(new TypesRecordCommand(environment))
        .addSubcommand(new TypesTestCommand(environment))
        .addSubcommand(new TypesPlanCommand(environment))
        .addSubcommand(new TypesApplyCommand(environment));
  }

  /** The definitions in the folder named by the settings. */
  static Catalogue read(Environment settings) {
    return folder(settings).catalogue();
  }

  static DefinitionFolder folder(Environment settings) {
    return DefinitionFolder.read(Path.of(settings.text(Setting.TYPES)));
  }

  /**
   * The first imported type of a name that fits; with {@code for}, the name of a definition means
   * all of its types.
   *
   * @throws ParameterException when there is none
   */
  static DocumentType imported(
      CommandSpec command, Catalogue catalogue, String name, Predicate<DocumentType> fits) {
    List<DocumentType> named =
        catalogue.named(name).stream().flatMap(type -> type.imported().stream()).toList();
    return named.stream()
        .filter(fits)
        .findFirst()
        .or(() -> named.stream().findFirst())
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(),
                    "'%s' is not an imported type; use one of %s"
                        .formatted(
                            name,
                            catalogue.imported().stream()
                                .map(DocumentType::name)
                                .collect(Collectors.joining(", ")))));
  }

  /** A few words about a type: how it is counted or its number of columns. */
  static String what(CountedType type) {
    String kind =
        switch (type) {
          case CountOnlyType _ -> "count-only by " + type.momentColumn();
          case DocumentType imported -> CountText.of(imported.mapping().columns().size(), "column");
        };
    return type.enabled() ? kind : kind + ", disabled";
  }
}
