package dev.millrace.catalogue.value;

import java.util.Optional;
import java.util.stream.Stream;

/** How a document writes a moment. */
public enum MomentUnit {
  /** Unix seconds, with or without a fraction. */
  SECONDS("s", "unix seconds"),
  /** Unix milliseconds. */
  MILLISECONDS("ms", "unix milliseconds"),
  /** ISO 8601 with an offset: {@code 2024-05-31T12:00:00+02:00} or {@code …Z}. */
  ISO("iso", "an ISO 8601 moment with its offset, like 2024-05-31T12:00:00Z"),
  /** The same; without an offset, a moment in UTC. */
  ISO_UTC("iso_utc", "an ISO 8601 moment, in UTC without an offset, like 2024-05-31T12:00:00"),
  /** Unix seconds or ISO 8601. */
  SECONDS_OR_ISO(
      "s or iso", "unix seconds or an ISO 8601 moment with its offset, like 2024-05-31T12:00:00Z");

  private final String spelling;
  private final String expected;

  MomentUnit(String spelling, String expected) {
    this.spelling = spelling;
    this.expected = expected;
  }

  /** Its name in a definition. */
  public String spelling() {
    return spelling;
  }

  /**
   * The moment that a scalar stands for, as an {@link java.time.Instant} cut to milliseconds.
   * Moments outside the years 1970 to 2261 are refused: a later one would overflow where moments
   * are counted in nanoseconds, an earlier one is a mistake in the document.
   */
  public Conversion read(Scalar scalar) {
    return MomentConversion.moment(this, scalar);
  }

  /** The form of a moment that is written in any, of those that are as strict as possible. */
  public static Optional<MomentUnit> stated(Scalar scalar) {
    return Stream.of(SECONDS, MILLISECONDS, ISO, ISO_UTC)
        .filter(unit -> unit.read(scalar) instanceof Conversion.Value)
        .findFirst();
  }

  /** What a value must be, for messages. */
  public String expected() {
    return expected;
  }
}
