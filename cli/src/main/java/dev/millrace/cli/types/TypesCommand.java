package dev.millrace.cli.types;

import static java.util.stream.Collectors.joining;

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
    List<DocumentType> named = named(catalogue, name);
    return named.stream()
        .filter(fits)
        .findFirst()
        .or(() -> named.stream().findFirst())
        .orElseThrow(() -> refused(command, name, "an imported type", catalogue.imported()));
  }

  /**
   * The first type of that name that has a source.
   *
   * @throws ParameterException when there is none
   */
  static DocumentType withSource(CommandSpec command, Catalogue catalogue, String name) {
    List<DocumentType> known = sourced(catalogue.imported());
    if (known.isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "no type in the folder has a source; write one into a definition");
    }
    return sourced(named(catalogue, name)).stream()
        .findFirst()
        .orElseThrow(() -> refused(command, name, "a type with a source", known));
  }

  private static List<DocumentType> sourced(List<DocumentType> types) {
    return types.stream().filter(type -> type.http() != null).toList();
  }

  private static List<DocumentType> named(Catalogue catalogue, String name) {
    return catalogue.named(name).stream().flatMap(type -> type.imported().stream()).toList();
  }

  private static ParameterException refused(
      CommandSpec command, String name, String what, List<DocumentType> known) {
    return new ParameterException(
        command.commandLine(),
        "'%s' is not %s; use one of %s"
            .formatted(name, what, known.stream().map(DocumentType::name).collect(joining(", "))));
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
