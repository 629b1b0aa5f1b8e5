package dev.millrace.bench.pipeline.source;

import dev.millrace.bench.process.CommandLoop;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/** The document API as a process. */
public final class SourceMain {

  private SourceMain() {}

  /**
   * The command: serve this load's documents. Answered with the API's URL.
   *
   * @param millis that each answer takes at least
   */
  public record Serve(Load load, long millis, boolean quick) {}

  public static void main(String[] arguments) throws IOException {
    // Text for machines must not depend on the locale.
    Locale.setDefault(Locale.ROOT);
    PrintStream answers = System.out;
    System.setOut(System.err);
    try (SliceSource source = new SliceSource()) {
      CommandLoop.serve(
          System.in,
          answers,
          Serve.class,
          command -> {
            source.serve(command.load().slices(command.quick()).documents(), command.millis());
            return source.url();
          });
    }
  }
}
