package dev.millrace.cli;

import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.definition.DefinitionFolder;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;

/** Prints a script with which a shell completes commands and options. */
@Command(
    name = "completion",
    description = {
      "Prints a completion script for bash or zsh, with type names.",
      "",
      "For this shell: source <(./millrace completion)"
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  private final Map<String, String> environment;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  CompletionCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    List<String> types = types();
    if (!types.isEmpty()) {
      complete(spec.root(), types);
    }
    spec.commandLine().getOut().print(AutoComplete.bash("millrace", spec.root().commandLine()));
    spec.commandLine().getOut().flush();
    return 0;
  }

  /** The names of the types in the folder; none if it cannot be read. */
  private List<String> types() {
    try {
      return DefinitionFolder.read(Path.of(new Environment(environment).text(Setting.TYPES)))
          .catalogue()
          .types()
          .stream()
          .map(CountedType::name)
          .toList();
    } catch (RuntimeException _) {
      return List.of(); // ./millrace types check reports the reason
    }
  }

  /** Completes document types with their names, in all commands. */
  private static void complete(CommandSpec command, List<String> types) {
    for (OptionSpec option : List.copyOf(command.options())) {
      if (option.paramLabel().equals("TYPE")) {
        command.remove(option);
        command.addOption(option.toBuilder().completionCandidates(types).build());
      }
    }
    for (PositionalParamSpec parameter : List.copyOf(command.positionalParameters())) {
      if (parameter.paramLabel().equals("TYPE")) {
        command.remove(parameter);
        command.addPositional(parameter.toBuilder().completionCandidates(types).build());
      }
    }
    command.subcommands().values().forEach(each -> complete(each.getCommandSpec(), types));
  }
}
