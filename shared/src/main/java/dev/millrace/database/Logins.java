package dev.millrace.database;

import dev.millrace.settings.InvalidSettingsException;
import dev.millrace.settings.UnreadableSecretException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current login. It is read again when the server refuses it, since a rotation may have changed
 * the secret, but not more than every ten seconds: a secret costs a call to AWS. A token is made
 * again before it expires. Thread-safe.
 */
public final class Logins {

  private static final Logger log = LoggerFactory.getLogger(Logins.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration ALWAYS = Duration.ofDays(36_500);

  private final Supplier<Login> source;
  private final LongSupplier nanoTime;
  private final Duration fresh;
  private Login current;
  private long lastRead;

  /**
   * @param source reads the login again; an {@link InvalidSettingsException} keeps the known one
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  public Logins(Login first, Supplier<Login> source, LongSupplier nanoTime) {
    this(first, source, nanoTime, ALWAYS, PAUSE);
  }

  private Logins(
      Login first, Supplier<Login> source, LongSupplier nanoTime, Duration fresh, Duration age) {
    this.source = source;
    this.nanoTime = nanoTime;
    this.fresh = fresh;
    current = first;
    lastRead = nanoTime.getAsLong() - age.toNanos();
  }

  /**
   * Logins whose passwords are tokens; the first use makes the first one.
   *
   * @param token makes a token; an {@link UnreadableSecretException} passes through
   * @param fresh how long a token is used for new connections; it must be valid for longer
   */
  public static Logins tokens(
      String user, Supplier<String> token, Duration fresh, LongSupplier nanoTime) {
    return new Logins(
        new Login(user, ""), () -> new Login(user, token.get()), nanoTime, fresh, fresh);
  }

  /** A login that never changes. */
  public static Logins fixed(String user, String password) {
    Login login = new Login(user, password);
    return new Logins(login, () -> login, System::nanoTime);
  }

  /** The login for a new connection. */
  public synchronized Login current() {
    long now = nanoTime.getAsLong();
    if (now - lastRead >= fresh.toNanos()) {
      current = source.get();
      lastRead = now;
    }
    return current;
  }

  /** Its user, for whom no token is made. */
  synchronized String user() {
    return current.user();
  }

  /** The login to use after a refusal of that one; the same if it has not changed. */
  synchronized Login afterRefusal(Login refused) {
    long now = nanoTime.getAsLong();
    if (current.equals(refused) && now - lastRead >= PAUSE.toNanos()) {
      lastRead = now;
      try {
        current = source.get();
      } catch (InvalidSettingsException | UnreadableSecretException e) {
        log.warn("the login of {} cannot be read again: {}", refused, e.getMessage());
      }
    }
    return current;
  }
}
