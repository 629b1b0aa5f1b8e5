package dev.millrace.cli.option;

import dev.millrace.settings.Setting;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** Adds an option for every setting, which overrides its environment variable. */
public final class SettingOptions {

  private SettingOptions() {}

  /**
   * Adds the options to all subcommands. A command with its own option of that name keeps it.
   *
   * @param variables receives the values of the options
   */
  public static void add(CommandLine commandLine, Map<String, String> variables) {
    for (CommandLine command : commandLine.getSubcommands().values()) {
      for (Setting setting : Setting.values()) {
        if (command.getCommandSpec().findOption(setting.option()) == null) {
          command.getCommandSpec().addOption(option(setting, variables));
        }
      }
      add(command, variables);
    }
  }

  private static OptionSpec option(Setting setting, Map<String, String> variables) {
    return OptionSpec.builder(setting.option())
        .paramLabel("VALUE")
        .type(String.class)
        .description(setting.meaning())
        .hidden(true)
        .setter(new Variable(setting.variable(), variables))
        .build();
  }

  private record Variable(String name, Map<String, String> variables) implements ISetter {

    /** Before parsing, picocli sets the default, which is null. */
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> @Nullable T set(@Nullable T value) {
      return value == null ? null : (T) variables.put(name, value.toString());
    }
  }
}
