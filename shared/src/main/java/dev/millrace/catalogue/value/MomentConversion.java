package dev.millrace.catalogue.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Scalars to moments and days. */
final class MomentConversion {

  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant END = Instant.parse("2262-01-01T00:00:00Z");

  /** The years for which DATE is specified. */
  private static final int FIRST_YEAR_OF_DATE = 1000;

  private static final int LAST_YEAR_OF_DATE = 9999;

  private MomentConversion() {}

  static Conversion utc(MomentUnit unit, Scalar scalar) {
    Conversion moment = moment(unit, scalar);
    return moment instanceof Conversion.Value(Instant at)
        ? new Conversion.Value(LocalDateTime.ofInstant(at, ZoneOffset.UTC))
        : moment;
  }

  static Conversion moment(MomentUnit unit, Scalar scalar) {
    return switch (unit) {
      case SECONDS -> unix(unit, scalar, 3);
      case MILLISECONDS -> unix(unit, scalar, 0);
      case ISO -> iso(unit, scalar, "");
      case ISO_UTC ->
          iso(unit, scalar, "Z") instanceof Conversion.Unfit
              ? iso(unit, scalar, "")
              : iso(unit, scalar, "Z");
      case SECONDS_OR_ISO -> secondsOrIso(unit, scalar);
    };
  }

  /** A text of digits is ambiguous (20240531 may be a day), so it needs a unit. */
  private static Conversion secondsOrIso(MomentUnit unit, Scalar scalar) {
    if (NumberConversion.parse(scalar) == null) {
      return iso(unit, scalar, "");
    }
    return scalar.kind() == Scalar.Kind.NUMBER
        ? unix(unit, scalar, 3)
        : new Conversion.Unfit(
            unit.expected() + " (a number as text is read where the definition has a unit)");
  }

  /** A part of a moment in UTC; 2024-05-31 is the beginning of that day. */
  static Conversion part(Derivation.OfMoment part, Scalar scalar) {
    Conversion moment =
        date(scalar) instanceof Conversion.Value(LocalDate day)
            ? new Conversion.Value(day.atStartOfDay())
            : utc(MomentUnit.SECONDS_OR_ISO, scalar);
    if (!(moment instanceof Conversion.Value(LocalDateTime at))) {
      return moment;
    }
    return new Conversion.Value(
        switch (part) {
          case DATE -> Scalar.text(at.toLocalDate().toString());
          case YEAR -> number(at.getYear());
          case MONTH -> number(at.getMonthValue());
          case DAY -> number(at.getDayOfMonth());
          case HOUR -> number(at.getHour());
          case WEEKDAY -> number(at.getDayOfWeek().getValue());
        });
  }

  private static Scalar number(int number) {
    return Scalar.number(Integer.toString(number));
  }

  static Conversion date(Scalar scalar) {
    if (scalar.kind() == Scalar.Kind.TEXT) {
      try {
        LocalDate day = LocalDate.parse(scalar.text().strip());
        if (day.getYear() >= FIRST_YEAR_OF_DATE && day.getYear() <= LAST_YEAR_OF_DATE) {
          return new Conversion.Value(day);
        }
      } catch (DateTimeException e) {
        // Reported below, in the words of the definition.
      }
    }
    return new Conversion.Unfit("a day like 2024-05-31 between the years 1000 and 9999");
  }

  private static Conversion unix(MomentUnit unit, Scalar scalar, int digitsToMillis) {
    BigDecimal number = NumberConversion.parse(scalar);
    if (number == null) {
      return new Conversion.Unfit(unit.expected());
    }
    BigDecimal millis = number.movePointRight(digitsToMillis).setScale(0, RoundingMode.FLOOR);
    return within(
        NumberConversion.fitsLong(millis) ? Instant.ofEpochMilli(millis.longValue()) : null);
  }

  /**
   * @param offset of a text that has none
   */
  private static Conversion iso(MomentUnit unit, Scalar scalar, String offset) {
    Instant at =
        scalar.kind() == Scalar.Kind.TEXT ? IsoMoment.parse(scalar.text().strip() + offset) : null;
    return at == null ? new Conversion.Unfit(unit.expected()) : within(at);
  }

  private static Conversion within(@Nullable Instant at) {
    return at == null || at.isBefore(FIRST) || !at.isBefore(END)
        ? new Conversion.OutOfTime("a moment between the years 1970 and 2261")
        : new Conversion.Value(at);
  }
}
