package dev.millrace.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * One column of a type's table and where its value comes from.
 *
 * @param name as in the table; may be a reserved word of SQL, so statements put it in backticks
 * @param required whether a document without a value is rejected rather than stored with NULL
 * @param defaultValue what is stored where the document has no value or null, already of the
 *     column's type
 * @param lookup who turns the document's value into the column's; null where the document holds it
 */
public record Column(
    String name,
    JsonPath from,
    ColumnType type,
    boolean required,
    @Nullable Object defaultValue,
    @Nullable Lookup lookup) {}
