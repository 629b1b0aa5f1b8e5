package dev.millrace.bench.pipeline;

import java.nio.file.Path;

/**
 * What a cell asks of its contenders.
 *
 * @param logs the folder for the output of their processes
 * @param far whether each round trip to the database takes a millisecond more
 * @param permits messages that one process handles at once
 */
record Setup(Path logs, String cell, String sourceUrl, boolean far, int permits) {

  Path log(String process) {
    return logs.resolve("%s-%s.log".formatted(cell, process));
  }
}
