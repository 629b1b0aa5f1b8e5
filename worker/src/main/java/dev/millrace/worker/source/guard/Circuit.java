package dev.millrace.worker.source.guard;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stops the calls to something that keeps failing: open when half of the last 20 calls failed, and
 * at least ten were made. Then one call at a time may probe it, at most every 30 s; a success
 * closes the circuit. Thread-safe.
 */
final class Circuit {

  /** The time from a failed probe to the next one. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  private static final int CALLS = 20;
  private static final int LEAST_CALLS = 10;

  /** A probe that takes longer no longer keeps others from probing. */
  private static final Duration LONGEST_PROBE = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final boolean[] failed = new boolean[CALLS];
  private int calls;
  private int failures;
  private @Nullable Trouble trouble;
  private @Nullable Call probe;
  private @Nullable Instant answered;

  Circuit(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * An open circuit.
   *
   * @param since when it opened
   * @param failure the newest failure
   * @param nextProbe when the next call may probe
   */
  record Trouble(Instant since, String failure, Instant nextProbe) {}

  /** A call that may be made. Its first result counts; a call without one is as if never made. */
  final class Call {

    private final Instant began;
    private boolean over;

    private Call(Instant began) {
      this.began = began;
    }

    void succeeded() {
      end(this, null);
    }

    void failed(String failure) {
      end(this, failure);
    }

    /** Nobody is asked again before somebody has changed something: opens at once. */
    void refused(String failure) {
      refuse(this, failure);
    }

    /** Without a result, unless there is one. */
    void cancelled() {
      cancel(this);
    }
  }

  /** Begins a call; empty while the circuit is open, unless this call may probe. */
  synchronized Optional<Call> begin() {
    Call call = new Call(clock.instant());
    if (trouble == null) {
      return Optional.of(call);
    }
    if (!mayProbe(trouble, call.began)) {
      return Optional.empty();
    }
    probe = call;
    return Optional.of(call);
  }

  /** Whether the circuit is open and a probe may begin now. */
  synchronized boolean probeDue() {
    return trouble != null && mayProbe(trouble, clock.instant());
  }

  private boolean mayProbe(Trouble open, Instant now) {
    boolean probing = probe != null && now.isBefore(probe.began.plus(LONGEST_PROBE));
    return !probing && !now.isBefore(open.nextProbe());
  }

  /** The trouble while the circuit is open. */
  synchronized Optional<Trouble> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** When the newest call that succeeded began; empty without one. */
  synchronized Optional<Instant> answered() {
    return Optional.ofNullable(answered);
  }

  private synchronized void cancel(Call call) {
    call.over = true;
    if (probe == call) {
      probe = null;
    }
  }

  private synchronized void refuse(Call call, String failure) {
    if (trouble == null && !call.over) {
      call.over = true;
      open(failure);
    } else {
      end(call, failure);
    }
  }

  private void open(String failure) {
    trouble = new Trouble(clock.instant(), failure, nextProbe());
    Arrays.fill(failed, false);
    failures = 0;
    calls = 0;
  }

  private synchronized void end(Call call, @Nullable String failure) {
    if (call.over) {
      return;
    }
    call.over = true;
    if (failure == null && (answered == null || answered.isBefore(call.began))) {
      answered = call.began;
    }
    if (trouble == null) {
      count(failure);
    } else if (probe == call) {
      probe = null;
      trouble = failure == null ? null : new Trouble(trouble.since(), failure, nextProbe());
    }
  }

  private void count(@Nullable String failure) {
    int at = calls % CALLS;
    failures += (failure == null ? 0 : 1) - (failed[at] ? 1 : 0);
    failed[at] = failure != null;
    calls++;
    int counted = Math.min(calls, CALLS);
    if (failure != null && counted >= LEAST_CALLS && 2 * failures >= counted) {
      open(failure);
    }
  }

  private Instant nextProbe() {
    return clock.instant().plus(PAUSE);
  }
}
