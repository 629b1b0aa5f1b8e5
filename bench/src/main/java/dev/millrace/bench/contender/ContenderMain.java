package dev.millrace.bench.contender;

import dev.millrace.bench.process.CommandLoop;
import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;

/** One contender as a process; its only argument is the {@link ContenderKind}. */
public final class ContenderMain {

  private ContenderMain() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    Lane lane = new Lane(ContenderKind.valueOf(arguments[0]), InstantSource.system());
    CommandLoop.serve(System.in, answers, ContenderCommand.class, lane::carryOut);
  }
}
