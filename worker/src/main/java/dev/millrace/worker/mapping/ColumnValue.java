package dev.millrace.worker.mapping;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.ColumnType;
import dev.millrace.catalogue.Conversion;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/** Finds the value of one column. */
sealed interface ColumnValue {

  /** The value; null where the document has none. */
  @Nullable Object of(@Nullable Found[] found, byte[] buffer, int offset) throws Rejection;

  static ColumnValue of(Column column, Slots slots) {
    if (column.lookup() != null) {
      return new Unknown();
    }
    return column.type() instanceof ColumnType.Json
        ? new JsonText(column, slots.ofJson(column.from()))
        : new Converted(column, slots.of(column.from()));
  }

  /** The scalar at a path, as the column's type. */
  record Converted(Column column, int slot) implements ColumnValue {

    @Override
    public @Nullable Object of(@Nullable Found[] found, byte[] buffer, int offset)
        throws Rejection {
      Found value = found[slot];
      if (value == null || DocumentMapper.isMissing(value)) {
        return missing(column);
      }
      Conversion conversion =
          value.isScalar()
              ? column.type().convert(value.scalar())
              : new Conversion.Unfit("one value for " + column.type().spelling());
      if (conversion instanceof Conversion.Value(Object converted)) {
        return converted;
      }
      throw Unfitting.rejection(column.name(), column.from().toString(), conversion, value);
    }
  }

  /** Whatever is at a path, as JSON. */
  record JsonText(Column column, int slot) implements ColumnValue {

    @Override
    public @Nullable Object of(@Nullable Found[] found, byte[] buffer, int offset)
        throws Rejection {
      Found value = found[slot];
      if (value == null || DocumentMapper.isMissing(value)) {
        return missing(column);
      }
      try {
        return CompactJson.of(buffer, offset + value.start(), offset + value.end());
      } catch (CharacterCodingException e) {
        throw new Rejection(
            Reason.BAD_VALUE,
            column.from().toString(),
            "%s: expected JSON in UTF-8, found half a surrogate pair or other bytes"
                .formatted(column.name()));
      }
    }
  }

  /** The value of a lookup for which nobody can be asked yet. */
  record Unknown() implements ColumnValue {

    @Override
    public @Nullable Object of(@Nullable Found[] found, byte[] buffer, int offset) {
      return null;
    }
  }

  private static @Nullable Object missing(Column column) throws Rejection {
    if (column.required()) {
      throw new Rejection(
          Reason.MISSING_VALUE,
          column.from().toString(),
          "%s: expected a value, found none".formatted(column.name()));
    }
    return column.defaultValue();
  }
}
