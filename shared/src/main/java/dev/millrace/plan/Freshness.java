package dev.millrace.plan;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How far the import of a type is behind, and what its definition promises.
 *
 * @param promise the seconds of the key {@code fresh}: everything older is imported; empty without
 *     it
 * @param behind the age in seconds of the first second that is a gap or due; 0 when there is none
 */
public record Freshness(OptionalLong promise, long behind) {

  /**
   * By the fates of the expected span.
   *
   * @param now in unix seconds
   */
  public static Freshness of(DocumentType type, Timeline expected, long now) {
    return of(type, expected.firstBehind(), now);
  }

  private static Freshness of(DocumentType type, OptionalLong first, long now) {
    return new Freshness(
        Stream.ofNullable(type.schedule().fresh()).mapToLong(Duration::toSeconds).findFirst(),
        first.isPresent() ? now - first.getAsLong() : 0);
  }

  /** By the ledger, in the caller's transaction. */
  public static Freshness read(Connection connection, DocumentType type, Instant now)
      throws SQLException {
    long settled = now.minus(Expectation.SOURCE_LAG).getEpochSecond();
    Expectation expectation =
        new Expectation(TypeFacts.read(connection, type, new Window(0, settled)), settled);
    return of(
        type,
        expectation.expected().stream()
            .flatMapToLong(window -> expectation.timeline(window).firstBehind().stream())
            .findFirst(),
        now.getEpochSecond());
  }

  /** Whether there is a promise, and something older is not imported. */
  public boolean broken() {
    return promise.isPresent() && behind > promise.getAsLong();
  }

  /**
   * The unix second from which on the promise is broken.
   *
   * @param now in unix seconds, when this was read
   */
  public long brokenSince(long now) {
    return now - behind + promise.orElse(behind);
  }
}
