package dev.millrace.bench;

/**
 * One scenario under one set of conditions, in which every contender runs.
 *
 * @param delayMillis added to each answer of the queue
 * @param inFlight messages whose handlers may run at once
 * @param workMillis how long the handler waits
 * @param seconds about how long one run takes
 */
record Cell(Scenario scenario, int delayMillis, int inFlight, int workMillis, double seconds) {

  /** At this rate messages arrive in {@link Scenario#ARRIVALS}. */
  static final int ARRIVALS_PER_SECOND = 500;

  enum Scenario {
    /** The bare loop with and without the proxy, which must not limit the others. */
    PROXY,
    /** A full queue is emptied. */
    BACKLOG,
    /** The rate alongside one message of 25 s, and the same without it. */
    SLOW_MESSAGE,
    /** Messages arrive at a steady rate that every contender can sustain. */
    ARRIVALS,
    /** A stop while the queue is full. */
    STOP
  }

  String title() {
    String handler = workMillis == 0 ? "empty handler" : workMillis + " ms handler";
    String what =
        switch (scenario) {
          case PROXY -> handler + ", past the proxy; kept: with it";
          case BACKLOG -> handler;
          case SLOW_MESSAGE ->
              handler + ", alongside one message of 25 s; kept: share of the rate without it";
          case ARRIVALS -> "%s, %d messages/s arriving".formatted(handler, ARRIVALS_PER_SECOND);
          case STOP -> handler + ", stop under load";
        };
    return "%s (delay %d ms, %d in flight)".formatted(what, delayMillis, inFlight);
  }

  /** An initial rate until one is measured. */
  double guess() {
    return workMillis == 0 ? 1000 : Math.min(1000, 800.0 * inFlight / workMillis);
  }
}
