package dev.millrace.bench.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a cell's contenders.
 *
 * @param logs the folder for the output of their processes
 * @param far whether each round trip to the database takes a millisecond more
 * @param permits messages that one process handles at once
 * @param quick whether JVMs start fast rather than run fast
 */
record Setup(Path logs, String cell, String sourceUrl, boolean far, int permits, boolean quick) {

  /** One collector thread, and the same heap for every contender. */
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms512m",
          "-Xmx512m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /** The options of every contender's JVM. */
  List<String> jvm() {
    List<String> options = new ArrayList<>(JVM);
    if (quick) {
      options.add("-XX:TieredStopAtLevel=1");
    }
    return options;
  }

  Path log(String process) {
    return logs.resolve("%s-%s.log".formatted(cell, process));
  }
}
