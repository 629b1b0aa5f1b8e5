package dev.millrace.catalogue.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Scalars to numbers and booleans. */
public final class NumberConversion {

  /** Longer than any number that a column holds exactly, and short enough to be cheap to parse. */
  private static final int MAX_CHARACTERS = 1_000;

  /** Beyond every column; bounds the expansion of {@code 1e999999999}. */
  private static final int MAX_EXPONENT = 400;

  private NumberConversion() {}

  static Conversion integer(Scalar scalar) {
    BigDecimal number = parse(scalar);
    return number != null && isWhole(number) && fitsInt(number)
        ? new Conversion.Value(number.intValue())
        : new Conversion.Unfit("a whole number of 32 bits, at most 2147483647");
  }

  static Conversion bigint(Scalar scalar) {
    BigDecimal number = parse(scalar);
    return number != null && isWhole(number) && fitsLong(number)
        ? new Conversion.Value(number.longValue())
        : new Conversion.Unfit("a whole number of 64 bits, at most 9223372036854775807");
  }

  static Conversion decimal(ColumnType.Decimal type, Scalar scalar) {
    BigDecimal number = rounded(scalar);
    if (number != null) {
      BigDecimal rounded = number.setScale(type.scale(), RoundingMode.HALF_UP);
      if (rounded.precision() - rounded.scale() <= type.precision() - type.scale()) {
        return new Conversion.Value(rounded);
      }
    }
    return new Conversion.Unfit(
        "a number with at most %d digits before the point"
            .formatted(type.precision() - type.scale()));
  }

  static Conversion floatingPoint(Scalar scalar) {
    BigDecimal number = rounded(scalar);
    return number != null && Double.isFinite(number.doubleValue())
        ? new Conversion.Value(number.doubleValue())
        : new Conversion.Unfit("a number that fits 64-bit floating point");
  }

  static Conversion bool(Scalar scalar) {
    return switch (scalar.kind()) {
      case BOOLEAN -> new Conversion.Value(Boolean.valueOf(scalar.text()));
      case NUMBER -> zeroOrOne(parse(scalar));
      case TEXT -> zeroOrOne(null);
    };
  }

  /**
   * The number in a scalar, which may be a text; null where it is not a number, has more than 1,000
   * characters, or an exponent beyond ±400.
   */
  public static @Nullable BigDecimal parse(Scalar scalar) {
    BigDecimal number = any(scalar);
    return number == null || Math.abs(exponent(number)) > MAX_EXPONENT ? null : number;
  }

  /** The same with rounded fractions: a value closer to zero than 1e-400 is zero. */
  private static @Nullable BigDecimal rounded(Scalar scalar) {
    BigDecimal number = any(scalar);
    if (number == null || exponent(number) > MAX_EXPONENT) {
      return null;
    }
    return exponent(number) < -MAX_EXPONENT ? BigDecimal.ZERO : number;
  }

  private static long exponent(BigDecimal number) {
    return (long) number.precision() - number.scale();
  }

  private static @Nullable BigDecimal any(Scalar scalar) {
    if (scalar.kind() == Scalar.Kind.BOOLEAN) {
      return null;
    }
    String text = scalar.text().strip();
    if (text.length() > MAX_CHARACTERS || !isOfNumber(text)) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(text);
      return number.signum() == 0 ? BigDecimal.ZERO : number;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static boolean fitsLong(BigDecimal number) {
    return number.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0
        && number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
  }

  private static boolean fitsInt(BigDecimal number) {
    return number.compareTo(BigDecimal.valueOf(Integer.MIN_VALUE)) >= 0
        && number.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0;
  }

  private static boolean isWhole(BigDecimal number) {
    return number.scale() <= 0 || number.stripTrailingZeros().scale() <= 0;
  }

  private static Conversion zeroOrOne(@Nullable BigDecimal number) {
    if (number != null && number.signum() == 0) {
      return new Conversion.Value(false);
    }
    return number != null && number.compareTo(BigDecimal.ONE) == 0
        ? new Conversion.Value(true)
        : new Conversion.Unfit("true, false, 1 or 0");
  }

  /** Whether it has only the characters of a JSON number; BigDecimal takes digits of any script. */
  private static boolean isOfNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return false;
      }
    }
    return true;
  }
}
