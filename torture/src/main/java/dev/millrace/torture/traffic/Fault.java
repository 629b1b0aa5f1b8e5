package dev.millrace.torture.traffic;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The faults of the campaign. */
public enum Fault {
  /** kill -9 of a worker. */
  KILL(4),
  /** kill -9 of a worker whose commit is on its way. */
  KILL_AT_COMMIT(4),
  /** SIGSTOP of a worker until its leases have ended. */
  FREEZE(4),
  /** The same for all workers at once. */
  FREEZE_ALL(1),
  /** SIGTERM of a worker. */
  STOP(3),
  /** kill -9 of the database. */
  KILL_DATABASE(1),
  /** SIGSTOP of the database for some seconds. */
  FREEZE_DATABASE(2),
  /** The database ends all connections. */
  END_CONNECTIONS(2),
  /** kill -9 of the queue server, which loses all messages. */
  LOSE_QUEUES(1),
  PURGE_QUEUE(1),
  /** Copies of the messages of any slices. */
  DUPLICATE(4),
  /** The connections of a link are reset. */
  CUT(8),
  /** A link takes no connections. */
  REFUSE(3),
  /** A link passes nothing on for some seconds. */
  HOLD(6),
  /** The connections of a link pass nothing on any more and stay open. */
  HALF_OPEN(3),
  /** A commit arrives, its answer does not. */
  LOSE_COMMIT_ANSWER(6),
  /** A commit does not arrive. */
  LOSE_COMMIT(4),
  /** A commit arrives after the lease has ended. */
  LATE_COMMIT(4),
  /** A call of a queue arrives, its answer does not. */
  LOSE_QUEUE_ANSWER(6),
  /** The source fails in one of its ways for some seconds. */
  SOURCE(6),
  /** A command is killed at any moment. */
  KILL_COMMAND(4);

  private final int weight;

  Fault(int weight) {
    this.weight = weight;
  }

  /** How often it happens beside the others. */
  int weight() {
    return weight;
  }

  /** Its name on the command line. */
  public String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The fault of that name.
   *
   * @throws IllegalArgumentException naming all when there is none
   */
  public static Fault of(String option) {
    List<Fault> all = List.of(values());
    return all.stream()
        .filter(fault -> fault.option().equals(option))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no fault '%s'; there are %s"
                        .formatted(
                            option,
                            String.join(
                                ", ", Arrays.stream(values()).map(Fault::option).toList()))));
  }
}
