package dev.millrace.cli.terminal;

import dev.millrace.text.Suggestion;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Invalid usage as one sentence: what is wrong, which value, what to write. */
public final class UsageText {

  private static final Pattern INVALID =
      Pattern.compile(
          "Invalid value for (?:option '([^']+)'|positional parameter at index \\S+ \\(([^)]*)\\))"
              + "(?: \\([^)]*\\))?: (.*)",
          Pattern.DOTALL);
  private static final Pattern ONE_OF =
      Pattern.compile("expected one of \\[(.*)] \\(.*\\) but was ('.*')");
  private static final Pattern NOT_WHOLE = Pattern.compile("('.*') is not an? (?:int|long)");
  private static final Pattern NOT_A_NUMBER = Pattern.compile("('.*') is not a double");

  /** Picocli's message for a group of commands that is no command itself. */
  private static final String WITHOUT_COMMAND = "Missing required subcommand";

  private UsageText() {}

  public static String of(ParameterException e) {
    return switch (e) {
      case UnmatchedArgumentException unmatched when !unmatched.getUnmatched().isEmpty() ->
          unknown(e.getCommandLine(), unmatched.getUnmatched().getFirst());
      case MissingParameterException missing when !missing.getMissing().isEmpty() ->
          missing.getMissing().stream().map(UsageText::name).collect(Collectors.joining(", "))
              + (missing.getMissing().size() == 1 ? " is missing" : " are missing");
      default ->
          WITHOUT_COMMAND.equals(e.getMessage())
              ? withoutCommand(e.getCommandLine())
              : invalid(String.valueOf(e.getMessage()));
    };
  }

  private static String withoutCommand(CommandLine command) {
    return "%s needs a command: %s"
        .formatted(
            command.getCommandSpec().qualifiedName(),
            String.join(", ", command.getSubcommands().keySet()));
  }

  private static String unknown(CommandLine command, String word) {
    if (word.startsWith("-")) {
      List<String> options =
          command.getCommandSpec().options().stream()
              .filter(option -> !option.hidden() || word.length() > 3)
              .map(OptionSpec::longestName)
              .toList();
      return "unknown option '%s'%s".formatted(word, suggestion(options, word));
    }
    Collection<String> commands = command.getSubcommands().keySet();
    return commands.isEmpty()
        ? "unexpected argument '%s'".formatted(word)
        : "unknown command '%s'%s".formatted(word, suggestion(commands, word));
  }

  private static String suggestion(Collection<String> known, String word) {
    String suggestion = Suggestion.among(known, word.split("=", 2)[0]);
    return suggestion.startsWith("did you mean") ? "; " + suggestion : "";
  }

  private static String name(ArgSpec argument) {
    return switch (argument) {
      case OptionSpec option -> option.longestName() + " " + option.paramLabel();
      case PositionalParamSpec parameter -> parameter.paramLabel();
      default -> argument.paramLabel();
    };
  }

  private static String invalid(String message) {
    Matcher invalid = INVALID.matcher(message);
    if (!invalid.matches()) {
      return message;
    }
    String name = invalid.group(1) == null ? invalid.group(2) : invalid.group(1);
    String problem = invalid.group(3);
    Matcher oneOf = ONE_OF.matcher(problem);
    if (oneOf.matches()) {
      problem =
          "%s is not one of %s".formatted(oneOf.group(2), oneOf.group(1).toLowerCase(Locale.ROOT));
    }
    problem = NOT_WHOLE.matcher(problem).replaceFirst("$1 is not a whole number");
    problem = NOT_A_NUMBER.matcher(problem).replaceFirst("$1 is not a number");
    return name + ": " + problem;
  }
}
