package dev.millrace.database;

import dev.millrace.settings.InvalidSettingsException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current login. It is read again when the server refuses it, since a rotation may have changed
 * the secret, but not more than every ten seconds: a secret costs a call to AWS. Thread-safe.
 */
public final class Logins {

  private static final Logger log = LoggerFactory.getLogger(Logins.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final Supplier<Login> source;
  private final LongSupplier nanoTime;
  private Login current;
  private long lastRead;

  /**
   * @param source reads the login again; an {@link InvalidSettingsException} keeps the known one
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  public Logins(Login first, Supplier<Login> source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
    current = first;
    lastRead = nanoTime.getAsLong() - PAUSE.toNanos();
  }

  /** A login that never changes. */
  public static Logins fixed(String user, String password) {
    Login login = new Login(user, password);
    return new Logins(login, () -> login, System::nanoTime);
  }

  public synchronized Login current() {
    return current;
  }

  /** The login to use after a refusal of that one; the same if it has not changed. */
  synchronized Login afterRefusal(Login refused) {
    long now = nanoTime.getAsLong();
    if (current.equals(refused) && now - lastRead >= PAUSE.toNanos()) {
      lastRead = now;
      try {
        current = source.get();
      } catch (InvalidSettingsException e) {
        log.warn("the login of {} cannot be read again: {}", refused, e.getMessage());
      }
    }
    return current;
  }
}
