package dev.millrace.infra.emulator;

/** The workers of one import. */
sealed interface Workers extends AutoCloseable permits WorkerTasks, WorkerFunctions {

  /** Whether all are running. */
  boolean alive();

  /** Stops all of them, which they must survive in order. */
  @Override
  void close();
}
