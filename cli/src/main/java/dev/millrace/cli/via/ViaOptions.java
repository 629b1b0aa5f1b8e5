package dev.millrace.cli.via;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options {@code --via} and {@code --via-write}, which name a function. */
public final class ViaOptions {

  public static final String READ = "--via";
  public static final String WRITE = "--via-write";

  private ViaOptions() {}

  /**
   * Adds the options to a command and all below it, where the help does not repeat them.
   *
   * @param function receives the function
   */
  public static void add(CommandLine command, AtomicReference<@Nullable Via> function) {
    add(command, function, false);
  }

  private static void add(
      CommandLine command, AtomicReference<@Nullable Via> function, boolean hidden) {
    command
        .getCommandSpec()
        .addOption(option(READ, "run a reading command in this function", hidden, function))
        .addOption(option(WRITE, "run any command in this function", hidden, function));
    command.getSubcommands().values().forEach(each -> add(each, function, true));
  }

  private static OptionSpec option(
      String name, String meaning, boolean hidden, AtomicReference<@Nullable Via> function) {
    return OptionSpec.builder(name)
        .paramLabel("FUNCTION")
        .type(String.class)
        .description(meaning)
        .hidden(hidden)
        .setter(new Holder(name.equals(WRITE), function))
        .build();
  }

  /** The words of the command line without these options. */
  static List<String> without(ParseResult parsed) {
    List<String> words = new ArrayList<>();
    List<String> given = parsed.originalArgs();
    for (int i = 0; i < given.size(); i++) {
      String word = given.get(i);
      if (word.equals(READ) || word.equals(WRITE)) {
        i++;
      } else if (!word.startsWith(READ + "=") && !word.startsWith(WRITE + "=")) {
        words.add(word);
      }
    }
    return words;
  }

  private record Holder(boolean changes, AtomicReference<@Nullable Via> function)
      implements ISetter {

    /** Before parsing, picocli sets the default, which is null. */
    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals")
    public <T> @Nullable T set(@Nullable T value) {
      if (value != null) {
        function.set(new Via(value.toString(), changes));
      }
      return null;
    }
  }
}
