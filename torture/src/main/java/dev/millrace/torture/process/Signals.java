package dev.millrace.torture.process;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends signals to processes. */
public final class Signals {

  private Signals() {}

  /** The process loses the processor until {@link #resume}. */
  public static void freeze(long pid) {
    send("-STOP", pid);
  }

  public static void resume(long pid) {
    send("-CONT", pid);
  }

  public static void kill(long pid) {
    send("-KILL", pid);
  }

  public static void stop(long pid) {
    send("-TERM", pid);
  }

  /** Does nothing when there is no such process any more. */
  private static void send(String signal, long pid) {
    try {
      Process kill =
          new ProcessBuilder("kill", signal, Long.toString(pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run kill", e);
    }
  }
}
