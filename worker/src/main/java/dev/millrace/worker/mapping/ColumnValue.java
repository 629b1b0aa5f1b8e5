package dev.millrace.worker.mapping;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.Lookup;
import dev.millrace.catalogue.Lookup.WithoutMatch.Reject;
import dev.millrace.catalogue.Lookup.WithoutMatch.StoreNull;
import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.catalogue.value.Conversion;
import dev.millrace.catalogue.value.Scalar;
import dev.millrace.worker.mapping.OriginValue.Derived;
import dev.millrace.worker.mapping.json.Found;
import dev.millrace.worker.mapping.json.Parsed;
import dev.millrace.worker.mapping.json.Slots;
import dev.millrace.worker.mapping.privacy.Pseudonyms;
import dev.millrace.worker.mapping.privacy.Redaction;
import dev.millrace.worker.mapping.row.Excerpt;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Rejection;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the value of one column. */
sealed interface ColumnValue {

  /**
   * The value; null if the document has none.
   *
   * @param timestamp of the document, in unix seconds
   */
  @Nullable Object of(Parsed parsed, long timestamp) throws Rejection;

  static ColumnValue of(
      Column column, Slots slots, Redaction redaction, Lookups lookups, Pseudonyms pseudonyms) {
    if (column.type() instanceof ColumnType.Json) {
      return new JsonText(column, slots.ofJson(column.origin().paths().getFirst()), redaction);
    }
    OriginValue origin = new OriginValue(column, slots);
    if (column.lookup() != null) {
      return new LookedUp(column, origin, column.lookup(), lookups);
    }
    return column.hashed() ? new Hashed(column, origin, pseudonyms) : new Converted(column, origin);
  }

  /** A scalar converted to the column's type. */
  record Converted(Column column, OriginValue origin) implements ColumnValue {

    @Override
    public @Nullable Object of(Parsed parsed, long timestamp) throws Rejection {
      Derived value = origin.of(parsed);
      return value == null
          ? missing(column, origin.place(parsed))
          : convert(column, column.type(), value);
    }
  }

  /** A keyed hash in place of the text. */
  record Hashed(Column column, OriginValue origin, Pseudonyms pseudonyms) implements ColumnValue {

    private static final ColumnType ANY_TEXT =
        new ColumnType.Text(ColumnType.Text.MAX_LENGTH, ColumnType.TooLong.REJECT);

    @Override
    public @Nullable Object of(Parsed parsed, long timestamp) throws Rejection {
      Derived value = origin.of(parsed);
      return value == null
          ? missing(column, origin.place(parsed))
          : pseudonyms.replace(convert(column, ANY_TEXT, value).toString());
    }
  }

  /** The value that a lookup returns for the scalar. */
  record LookedUp(Column column, OriginValue origin, Lookup lookup, Lookups lookups)
      implements ColumnValue {

    @Override
    public @Nullable Object of(Parsed parsed, long timestamp) throws Rejection {
      Derived key = origin.of(parsed);
      if (key == null) {
        return switch (lookup.withoutMatch()) {
          case StoreNull() -> null;
          case Reject _ -> throw noValue(column, origin.place(parsed));
        };
      }
      if (lookups.equals(Lookups.NOT_ASKED)) {
        return null;
      }
      String text = key.scalar().text();
      Optional<String> value = lookups.find(lookup, text, timestamp);
      if (value.isPresent()) {
        return convert(column, column.type(), key.with(Scalar.text(value.get())));
      }
      return switch (lookup.withoutMatch()) {
        case StoreNull() -> null;
        case Reject(String reason, String message) ->
            throw new Rejection(
                Reason.valueOf(reason),
                key.path(),
                "%s: %s %s at %d"
                    .formatted(column.name(), message, Excerpt.quote(text), timestamp));
      };
    }
  }

  /** The value at a path, as JSON. */
  record JsonText(Column column, int slot, Redaction redaction) implements ColumnValue {

    @Override
    public @Nullable Object of(Parsed parsed, long timestamp) throws Rejection {
      String path = parsed.place() + column.origin().paths().getFirst();
      Found value = parsed.at(slot);
      if (value == null) {
        return missing(column, path);
      }
      try {
        return redaction.ofJson(parsed.jsonOf(value));
      } catch (CharacterCodingException e) {
        throw new Rejection(
            Reason.BAD_VALUE,
            path,
            "%s: expected JSON in UTF-8, found half a surrogate pair or other bytes"
                .formatted(column.name()));
      }
    }
  }

  private static Object convert(Column column, ColumnType type, Derived value) throws Rejection {
    Conversion conversion = type.convert(value.scalar());
    if (conversion instanceof Conversion.Value(Object converted)) {
      return converted;
    }
    throw Unfitting.rejection(column, value, conversion);
  }

  private static @Nullable Object missing(Column column, String path) throws Rejection {
    if (column.required()) {
      throw noValue(column, path);
    }
    return column.defaultValue();
  }

  private static Rejection noValue(Column column, String path) {
    return new Rejection(
        Reason.MISSING_VALUE, path, "%s: expected a value, found none".formatted(column.name()));
  }
}
