package dev.millrace.worker;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a service that handlers need answers. While it does not, each call of {@link #open}
 * starts a probe in the background, one at a time, so a pause ends by itself and no message is used
 * to test the service. A service of which only a part is unavailable is probed without a pause.
 * Thread-safe.
 */
final class Availability {

  private static final Logger log = LoggerFactory.getLogger(Availability.class);

  private final String what;
  private final BooleanSupplier unavailable;
  private final BooleanSupplier probeDue;
  private final Probe probe;
  private final AtomicBoolean paused = new AtomicBoolean();
  private final AtomicBoolean probing = new AtomicBoolean();

  /**
   * Calls the service. Its result shows in whether the service counts as unavailable afterwards.
   */
  @FunctionalInterface
  interface Probe {
    void run() throws Exception;
  }

  /**
   * @param what the service's name, for logs
   * @param unavailable whether the last use of the service failed; must be fast
   */
  Availability(String what, BooleanSupplier unavailable, Probe probe) {
    this(what, unavailable, unavailable, probe);
  }

  /**
   * @param probeDue whether there is something to probe, also when the service is available; must
   *     be fast
   */
  Availability(String what, BooleanSupplier unavailable, BooleanSupplier probeDue, Probe probe) {
    this.what = what;
    this.unavailable = unavailable;
    this.probeDue = probeDue;
    this.probe = probe;
  }

  boolean open() {
    boolean open = !unavailable.getAsBoolean();
    if (paused.compareAndSet(open, !open)) {
      if (open) {
        log.warn("{} available again; receiving", what);
      } else {
        log.warn("{} unavailable; pausing receives until a probe succeeds", what);
      }
    }
    if (probeDue.getAsBoolean() && probing.compareAndSet(false, true)) {
      Thread.ofVirtual().name("probe-" + what).start(this::probe);
    }
    return open;
  }

  private void probe() {
    try {
      probe.run();
    } catch (Exception e) {
      log.debug("{} still unavailable: {}", what, e.getMessage());
    } finally {
      probing.set(false);
    }
  }
}
