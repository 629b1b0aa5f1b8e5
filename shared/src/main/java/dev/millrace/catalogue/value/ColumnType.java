package dev.millrace.catalogue.value;

import java.util.Locale;

/**
 * The type of a column: which values of a document it accepts, and how the database stores them.
 */
public sealed interface ColumnType {

  /** Explicit, since the servers' defaults differ and equality must not. */
  String COLLATION = "CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci";

  /** The treatment of a text that is longer than its column. */
  enum TooLong {
    /** The document is rejected. */
    REJECT,
    /** The text is cut to the length. */
    TRUNCATE
  }

  /**
   * Text of at most {@code length} characters, counted as the database counts them: an emoji is
   * one. Numbers and booleans are kept as they were written.
   */
  record Text(int length, TooLong tooLong) implements ColumnType {

    /** The longest VARCHAR of four-byte characters; anything longer is a MEDIUMTEXT. */
    public static final int MAX_VARCHAR = 16_383;

    /** The maximum number of four-byte characters in a MEDIUMTEXT. */
    public static final int MAX_LENGTH = 4_194_303;

    public static final Text DEFAULT = new Text(255, TooLong.REJECT);

    public Text {
      if (length < 1 || length > MAX_LENGTH) {
        throw new IllegalArgumentException(
            "length %d is not supported; use 1 to %d".formatted(length, MAX_LENGTH));
      }
    }
  }

  /** A whole number of 32 bits; {@code 1.0} and {@code "1"} are whole numbers too. */
  record Int() implements ColumnType {}

  /** A whole number of 64 bits. */
  record BigInt() implements ColumnType {}

  /**
   * A decimal number of {@code precision} digits, {@code scale} of them after the point. Further
   * fraction digits are rounded half up; a number with too many digits before the point is refused.
   */
  record Decimal(int precision, int scale) implements ColumnType {

    private static final int MAX_PRECISION = 65;
    private static final int MAX_SCALE = 30;

    public Decimal {
      if (precision < 1 || precision > MAX_PRECISION) {
        throw new IllegalArgumentException(
            "decimal(%d,%d) is not supported; use 1 to %d digits"
                .formatted(precision, scale, MAX_PRECISION));
      }
      if (scale < 0 || scale > Math.min(precision, MAX_SCALE)) {
        throw new IllegalArgumentException(
            "decimal(%d,%d) is not supported; use 0 to %d digits after the point"
                .formatted(precision, scale, Math.min(precision, MAX_SCALE)));
      }
    }
  }

  /** A floating-point number of 64 bits. */
  record FloatingPoint() implements ColumnType {}

  /** True or false; 1 and 0 are read as such. */
  record Bool() implements ColumnType {}

  /** A moment, stored in UTC with milliseconds. */
  record Timestamp(MomentUnit unit) implements ColumnType {}

  /** A day without a time or a zone, {@code 2024-05-31}. */
  record Date() implements ColumnType {}

  /** Any JSON, stored as its text without white space between the tokens. */
  record Json() implements ColumnType {}

  /**
   * The type in a {@code CREATE TABLE}; means the same on MySQL 8 and on MariaDB 11.4. JSON is a
   * LONGTEXT because their JSON types differ: one is binary and reorders keys, the other is text.
   */
  default String sqlType() {
    return switch (this) {
      case Text(int length, _) when length > Text.MAX_VARCHAR -> "MEDIUMTEXT " + COLLATION;
      case Text(int length, _) -> "VARCHAR(%d) %s".formatted(length, COLLATION);
      case Int() -> "INT";
      case BigInt() -> "BIGINT";
      case Decimal(int precision, int scale) -> "DECIMAL(%d,%d)".formatted(precision, scale);
      case FloatingPoint() -> "DOUBLE";
      case Bool() -> "BOOLEAN";
      case Timestamp(_) -> "DATETIME(3)";
      case Date() -> "DATE";
      case Json() -> "LONGTEXT " + COLLATION;
    };
  }

  /** The type as a definition writes it after {@code as:}, its other keys in brackets. */
  default String spelling() {
    return switch (this) {
      case Text(int length, TooLong tooLong) ->
          "text(%d,%s)".formatted(length, tooLong.name().toLowerCase(Locale.ROOT));
      case Int() -> "integer";
      case BigInt() -> "bigint";
      case Decimal(int precision, int scale) -> "decimal(%d,%d)".formatted(precision, scale);
      case FloatingPoint() -> "double";
      case Bool() -> "boolean";
      case Timestamp(MomentUnit unit) -> "timestamp(%s)".formatted(unit.spelling());
      case Date() -> "date";
      case Json() -> "json";
    };
  }

  /**
   * The value of this type that a scalar stands for. Not called for JSON columns, which take any
   * value.
   */
  default Conversion convert(Scalar scalar) {
    return switch (this) {
      case Text text -> TextConversion.text(text, scalar);
      case Int() -> NumberConversion.integer(scalar);
      case BigInt() -> NumberConversion.bigint(scalar);
      case Decimal decimal -> NumberConversion.decimal(decimal, scalar);
      case FloatingPoint() -> NumberConversion.floatingPoint(scalar);
      case Bool() -> NumberConversion.bool(scalar);
      case Timestamp(MomentUnit unit) -> MomentConversion.utc(unit, scalar);
      case Date() -> MomentConversion.date(scalar);
      case Json() -> throw new IllegalStateException("a JSON column keeps its value as it is");
    };
  }
}
