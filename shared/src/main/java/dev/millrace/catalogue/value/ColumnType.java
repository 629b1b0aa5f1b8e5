package dev.millrace.catalogue.value;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;

/**
 * The type of a column: which values of a document it accepts, and how the database stores them. A
 * new type needs its record, a place in {@link #each} and a case in each method below; the parser
 * of definitions knows the types that have keys of their own, such as {@code length}.
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

    /** VARCHARs up to this length stay in the page on MariaDB. */
    private static final int LONGEST_IN_PAGE = 63;

    private static final int BYTES_PER_CHARACTER = 4;

    /** The bytes that MySQL keeps in the page for a longer text. */
    private static final int MYSQL_PREFIX = 41;

    /** The bytes that MariaDB keeps in the page for a text outside it. */
    private static final int MARIADB_POINTER = 21;

    public static final Text DEFAULT = new Text(255, TooLong.REJECT);

    public Text {
      if (length < 1 || length > MAX_LENGTH) {
        throw new IllegalArgumentException(
            "length %d is not supported; use 1 to %d".formatted(length, MAX_LENGTH));
      }
    }

    private int bytesInPage() {
      return length > LONGEST_IN_PAGE
          ? MARIADB_POINTER
          : Math.min(length * BYTES_PER_CHARACTER + 1, MYSQL_PREFIX);
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

    /** Bytes for the remaining digits; nine digits take four bytes. */
    private static final int[] BYTES = {0, 1, 1, 2, 2, 3, 3, 4, 4};

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

    private int bytes() {
      return bytes(precision - scale) + bytes(scale);
    }

    private static int bytes(int digits) {
      return digits / 9 * 4 + BYTES[digits % 9];
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

  /** One of each type; a type without keys of its own is written as its {@link #spelling}. */
  static List<ColumnType> each() {
    return List.of(
        Text.DEFAULT,
        new Int(),
        new BigInt(),
        new Decimal(10, 2),
        new FloatingPoint(),
        new Bool(),
        new Timestamp(MomentUnit.SECONDS_OR_ISO),
        new Date(),
        new Json());
  }

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

  /** The class of its values in Java: comparable, with one text for equal values. */
  default Class<?> javaType() {
    return switch (this) {
      case Text _, Json _ -> String.class;
      case Int _ -> Integer.class;
      case BigInt _ -> Long.class;
      case Decimal _ -> BigDecimal.class;
      case FloatingPoint _ -> Double.class;
      case Bool _ -> Boolean.class;
      case Timestamp _ -> LocalDateTime.class;
      case Date _ -> LocalDate.class;
    };
  }

  /**
   * The bytes of a value in the InnoDB page of its row; where the servers differ, those of the more
   * generous one.
   */
  default int pageBytes() {
    return switch (this) {
      case Text text -> text.bytesInPage();
      case Json() -> Text.MARIADB_POINTER;
      case Int() -> 4;
      case BigInt(), FloatingPoint() -> 8;
      case Decimal decimal -> decimal.bytes();
      case Bool() -> 1;
      case Timestamp(_) -> 7;
      case Date() -> 3;
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
