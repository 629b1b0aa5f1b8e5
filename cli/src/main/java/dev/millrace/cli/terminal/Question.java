package dev.millrace.cli.terminal;

import dev.millrace.text.Printable;
import java.io.Console;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a person who may be there. */
@FunctionalInterface
public interface Question {

  /** Asks on the terminal that this process has, if it has one. */
  Question ON_TERMINAL =
      text ->
          Optional.ofNullable(System.console())
              .filter(Console::isTerminal)
              .map(
                  console ->
                      Objects.requireNonNullElse(console.readLine("%s ", Printable.of(text)), ""))
              .orElse(null);

  /** The answer; null when there is nobody to ask. */
  @Nullable String ask(String text);
}
