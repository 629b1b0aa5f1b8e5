package dev.millrace.bench.startup;

import java.io.IOException;
import java.util.List;

/** A program that is started, to handle a message, and stopped. */
sealed interface Start permits WorkerStart, FunctionStart {

  String program();

  /** One start with these options of the JVM, one slice, and the stop. */
  Started once(List<String> options) throws IOException, InterruptedException;

  /**
   * A run that has the JVM write a cache when it ends.
   *
   * @param whole as much work as the build of the image has it do, or one slice
   */
  void train(List<String> options, boolean whole) throws IOException, InterruptedException;
}
