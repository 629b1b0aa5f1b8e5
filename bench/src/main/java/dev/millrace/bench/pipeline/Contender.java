package dev.millrace.bench.pipeline;

import dev.millrace.database.Database;
import dev.millrace.time.Window;
import java.util.List;

/** A pipeline in processes of its own, over a schema of its own, ready to receive. */
sealed interface Contender extends AutoCloseable permits MillraceContender, PeerContender {

  String name();

  /** Its processes. */
  List<Long> pids();

  /** The URL of its schema, without the slow link. */
  String schema();

  /** The tables that a run fills. */
  Tables tables();

  /** Puts a message for each of the slices on its queue. */
  void send(List<Window> slices);

  /**
   * Waits until all sent slices are imported and counted.
   *
   * @param monitor a connection to its schema, whose statements are not measured
   * @throws IllegalStateException when they are not after minutes
   */
  void await(Expected expected, Database monitor) throws InterruptedException;

  /** Prepares for slices that are sent one at a time and counted every second. */
  void countLive();

  @Override
  void close();
}
