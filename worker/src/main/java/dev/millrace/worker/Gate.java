package dev.millrace.worker;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open while something answers that handlers need. When it is asked while shut, it has that probed
 * beside, once at a time; so a pause ends by itself, and no message is risked to find out.
 * Thread-safe.
 */
final class Gate {

  private static final Logger log = LoggerFactory.getLogger(Gate.class);

  private final String what;
  private final BooleanSupplier away;
  private final Probe probe;
  private final AtomicBoolean paused = new AtomicBoolean();
  private final AtomicBoolean probing = new AtomicBoolean();

  /** Asks directly. What it finds is seen in whether the thing counts as away afterwards. */
  @FunctionalInterface
  interface Probe {
    void run() throws Exception;
  }

  /**
   * @param what names the thing to a person
   * @param away whether it failed when it was last used; must not take long
   */
  Gate(String what, BooleanSupplier away, Probe probe) {
    this.what = what;
    this.away = away;
    this.probe = probe;
  }

  boolean open() {
    boolean open = !away.getAsBoolean();
    if (paused.compareAndSet(open, !open)) {
      log.warn("the {} is {}", what, open ? "back" : "away; nothing is received until it answers");
    }
    if (!open && probing.compareAndSet(false, true)) {
      Thread.ofVirtual().name("probe-" + what).start(this::probe);
    }
    return open;
  }

  private void probe() {
    try {
      probe.run();
    } catch (Exception e) {
      log.debug("the {} is still away: {}", what, e.getMessage());
    } finally {
      probing.set(false);
    }
  }
}
