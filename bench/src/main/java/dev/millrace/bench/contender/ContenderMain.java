package dev.millrace.bench.contender;

import dev.millrace.bench.process.CommandLoop;
import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Locale;

/** One contender as a process; its only argument is the {@link ContenderKind}. */
public final class ContenderMain {

  private ContenderMain() {}

  public static void main(String[] arguments) throws IOException {
    // Text for machines must not depend on the locale.
    Locale.setDefault(Locale.ROOT);
    PrintStream answers = System.out;
    System.setOut(System.err);
    Lane lane = new Lane(ContenderKind.valueOf(arguments[0]), InstantSource.system());
    CommandLoop.serve(System.in, answers, ContenderCommand.class, lane::carryOut);
  }
}
