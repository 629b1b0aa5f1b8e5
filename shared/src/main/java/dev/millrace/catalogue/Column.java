package dev.millrace.catalogue;

import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.catalogue.value.JsonPath;
import org.jspecify.annotations.Nullable;

/**
 * One column of a type's table and where its value comes from.
 *
 * @param name as in the table; may be a reserved word of SQL, so statements put it in backticks
 * @param required whether a document without a value is rejected rather than stored with NULL
 * @param defaultValue stored where the document has no value or null, already of the column's type
 * @param lookup resolves the document's value to the column's; null where the document holds it
 * @param hashed whether a keyed hash is stored in place of the value, which is personal data
 */
public record Column(
    String name,
    Origin origin,
    ColumnType type,
    boolean required,
    @Nullable Object defaultValue,
    @Nullable Lookup lookup,
    boolean hashed) {

  /** A column that takes the value at a path as it is. */
  public static Column of(String name, JsonPath from, ColumnType type) {
    return new Column(name, Origin.at(from), type, false, null, null, false);
  }
}
