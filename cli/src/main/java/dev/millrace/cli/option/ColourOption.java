package dev.millrace.cli.option;

import dev.millrace.cli.terminal.Terminal.Colours;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** The option {@code --color} of every command. */
public final class ColourOption {

  private ColourOption() {}

  /**
   * Adds the option to a command and all below it.
   *
   * @param colours receives its value
   */
  public static void add(CommandLine command, AtomicReference<Colours> colours) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--color")
                .paramLabel("WHEN")
                .type(Colours.class)
                .description("colours: always, never or auto (on a terminal)")
                .setter(new Holder(colours))
                .build());
    command.getSubcommands().values().forEach(each -> add(each, colours));
  }

  private record Holder(AtomicReference<Colours> colours) implements ISetter {

    /** Before parsing, picocli sets the default, which is null. */
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> @Nullable T set(@Nullable T value) {
      if (value == null) {
        return null;
      }
      return (T) colours.getAndSet(Objects.requireNonNull((Colours) value));
    }
  }
}
