package dev.millrace.cli.terminal;

import dev.millrace.text.Printable;
import java.io.Console;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a question on the terminal. */
@FunctionalInterface
public interface Question {

  /** Asks on the terminal of this process, if it has one. */
  Question ON_TERMINAL =
      text ->
          Optional.ofNullable(System.console())
              .filter(Console::isTerminal)
              .map(
                  console ->
                      Objects.requireNonNullElse(console.readLine("%s ", Printable.of(text)), ""))
              .orElse(null);

  /** The answer; null without a terminal. */
  @Nullable String ask(String text);
}
