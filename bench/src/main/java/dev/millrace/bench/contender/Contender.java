package dev.millrace.bench.contender;

/** A consumer of one queue that hands each message to the worklog and deletes it afterwards. */
interface Contender extends AutoCloseable {

  void start();

  /** Stops gracefully as its documentation describes; returns when it reports that. */
  void stop() throws InterruptedException;

  /** Frees the client; after {@link #stop}. */
  @Override
  void close();
}
