package dev.millrace.bench.startup;

import java.io.IOException;
import java.util.List;

/** A program that is started, handles a message, and is stopped. */
sealed interface Start permits WorkerStart, FunctionStart {

  String program();

  /** One start with these JVM options, one slice, and the stop. */
  Started once(List<String> options) throws IOException, InterruptedException;

  /**
   * A run whose JVM writes a cache when it ends.
   *
   * @param whole whether it does as much work as the image's build, or one slice
   */
  void train(List<String> options, boolean whole) throws IOException, InterruptedException;
}
