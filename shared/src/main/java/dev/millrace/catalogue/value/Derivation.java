package dev.millrace.catalogue.value;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A transformation that a definition applies to a value before it is stored. */
public sealed interface Derivation {

  /** Derivations of a text without arguments. */
  enum OfText implements Derivation {
    /** Without white space at both ends. */
    TRIM,
    LOWER,
    UPPER,
    /** The host of a URL, in lower case. */
    HOST,
    /** The path of a URL. */
    PATH
  }

  /** A part of a moment in UTC; weekdays count from Monday, 1, to Sunday, 7. */
  enum OfMoment implements Derivation {
    DATE,
    YEAR,
    MONTH,
    DAY,
    HOUR,
    WEEKDAY
  }

  /** How many elements an array has, members an object, or characters a text. */
  record Count() implements Derivation {}

  /**
   * One of the parts into which a separator cuts a text.
   *
   * @param number from 1 for the first part, or from -1 for the last; never 0
   */
  record Part(String separator, int number) implements Derivation {}

  /** A number multiplied. */
  record Times(BigDecimal factor) implements Derivation {}

  /** As a definition writes it after {@code derive:}. */
  default String spelling() {
    return switch (this) {
      case OfText text -> text.name().toLowerCase(Locale.ROOT);
      case OfMoment moment -> moment.name().toLowerCase(Locale.ROOT);
      case Count() -> "count";
      case Part(String separator, int number) -> "part(%s,%d)".formatted(separator, number);
      case Times(BigDecimal factor) -> "times(%s)".formatted(factor.toPlainString());
    };
  }

  /**
   * The derived value: a {@link Scalar}, or the reason why there is none; null for a missing part,
   * such as the third of two.
   */
  default @Nullable Conversion derive(Scalar scalar) {
    return switch (this) {
      case OfText text -> TextDerivation.of(text, scalar.text());
      case Part(String separator, int number) ->
          TextDerivation.part(scalar.text(), separator, number);
      case OfMoment part -> MomentConversion.part(part, scalar);
      case Count() ->
          scalar.kind() == Scalar.Kind.TEXT
              ? derived(scalar.text().codePointCount(0, scalar.text().length()))
              : new Conversion.Unfit("an array, an object or a text to count");
      case Times(BigDecimal factor) -> {
        BigDecimal number = NumberConversion.parse(scalar);
        yield number == null
            ? new Conversion.Unfit("a number")
            : new Conversion.Value(Scalar.number(number.multiply(factor).toPlainString()));
      }
    };
  }

  private static Conversion derived(long number) {
    return new Conversion.Value(Scalar.number(Long.toString(number)));
  }
}
