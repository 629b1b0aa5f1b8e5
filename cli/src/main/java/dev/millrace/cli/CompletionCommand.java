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
      "Prints a completion script for bash or zsh, with types and runs.",
      "",
      "For this shell: source <(./millrace completion)"
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

  private static final String RUNS = "_millrace_runs";

  /** Asks only where a database is set: the open runs and those that imported last. */
  private static final String FUNCTION =
      """

      # The numbers of runs, the newest first, when a run is completed.
      function _millrace_runs() {
        [ -n "${MILLRACE_DB_URL}" ] || return 0
        "${COMP_WORDS[0]}" status --json 2>/dev/null | grep -oE '"(last_)?run":[0-9]+' |
          grep -oE '[0-9]+' | sort -rnu
      }
      """;

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
      complete(spec.root(), "TYPE", types);
    }
    complete(spec.root(), "RUN", List.of(RUNS));
    String script =
        AutoComplete.bash("millrace", spec.root().commandLine())
            .replace("RUN_pos_param_args=(\"%s\")".formatted(RUNS), "RUN_pos_param_args=()")
            .replace("compReplyArray \"${RUN_pos_param_args[@]}\"", RUNS);
    spec.commandLine().getOut().print(script + FUNCTION);
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

  /** Completes what has this label with these words, in all commands. */
  private static void complete(CommandSpec command, String label, List<String> words) {
    for (OptionSpec option : List.copyOf(command.options())) {
      if (option.paramLabel().equals(label)) {
        command.remove(option);
        command.addOption(option.toBuilder().completionCandidates(words).build());
      }
    }
    for (PositionalParamSpec parameter : List.copyOf(command.positionalParameters())) {
      if (parameter.paramLabel().equals(label)) {
        command.remove(parameter);
        command.addPositional(parameter.toBuilder().completionCandidates(words).build());
      }
    }
    command.subcommands().values().forEach(each -> complete(each.getCommandSpec(), label, words));
  }
}
