package dev.millrace.cli;

import dev.millrace.cli.console.ConsoleCommand;
import dev.millrace.cli.via.ViaOptions;
import dev.millrace.settings.Setting;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Which commands a function runs: those that read, or also those that change. */
enum PermittedCommands {
  READING(
      Set.of(
          "status",
          "gaps",
          "counts",
          "problems",
          "operations",
          "slice show",
          "types show",
          "head",
          "sql",
          "dlq list",
          "dlq show",
          "reconcile"),
      Map.of("backfill", "--dry-run", "resend", "--dry-run", "console", ConsoleCommand.VIEW)),
  ALL(
      Set.of(
          "slice redrive",
          "slice cancel",
          "produce",
          "sweep",
          "resend",
          "backfill",
          "pause",
          "resume",
          "cancel",
          "exclude",
          "dlq redrive",
          "dlq drop",
          "rejected list",
          "rejected show",
          "rejected replay",
          "rejected drop",
          "recount"),
      Map.of("console", ConsoleCommand.CHANGE));

  private static final Set<String> SETTINGS =
      Arrays.stream(Setting.values()).map(Setting::option).collect(Collectors.toSet());

  @SuppressWarnings("ImmutableEnumChecker") // only sets made by Set.of
  private final Set<String> always;

  /** The option with which a command is permitted. */
  @SuppressWarnings("ImmutableEnumChecker") // only maps made by Map.of
  private final Map<String, String> withOption;

  PermittedCommands(Set<String> always, Map<String, String> withOption) {
    this.always = always;
    this.withOption = withOption;
  }

  /** Why the command is not run; empty when it is. */
  Optional<String> refusal(ParseResult parsed) {
    ParseResult command = parsed;
    Optional<String> option = refusedOption(command);
    while (option.isEmpty() && command.hasSubcommand()) {
      command = command.subcommand();
      option = refusedOption(command);
    }
    if (option.isPresent()) {
      return option;
    }
    String name = command.commandSpec().qualifiedName().replaceFirst("^millrace ?", "");
    if (permits(name, command)) {
      return command.hasMatchedOption("--watch")
          ? Optional.of("a function answers once; leave out --watch")
          : Optional.empty();
    }
    return Optional.of(
        ALL.always.contains(name) || ALL.withOption.containsKey(name)
            ? "'%s' may change data or show rejected documents; run it by --via-write with the function for that"
                .formatted(name)
            : "a function does not run '%s'; leave out %s".formatted(name, ViaOptions.READ));
  }

  private boolean permits(String name, ParseResult command) {
    String option = withOption.get(name);
    return always.contains(name)
        || (option != null && command.hasMatchedOption(option))
        || (this == ALL && READING.permits(name, command));
  }

  /** A setting of the caller would send the function's login to a server of the caller's choice. */
  private static Optional<String> refusedOption(ParseResult command) {
    return command.matchedOptions().stream()
        .filter(option -> isSetting(option) || option.longestName().startsWith(ViaOptions.READ))
        .map(OptionSpec::longestName)
        .findFirst()
        .map("%s is fixed in the function; leave it out"::formatted);
  }

  /** A command may have an option of its own of that name, which its help shows. */
  private static boolean isSetting(OptionSpec option) {
    return option.hidden() && SETTINGS.contains(option.longestName());
  }
}
