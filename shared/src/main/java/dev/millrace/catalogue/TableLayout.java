package dev.millrace.catalogue;

/**
 * Millrace's optional columns of a table, in addition to those of every table. A table never loses
 * one, so there may be more than its definitions need.
 *
 * @param byType whether several types share the table: {@code document_type} names the row's type,
 *     and the primary key is {@code (id, document_type)}
 * @param byDocument whether a document may have many rows: {@code document_id} names the document,
 *     and is NULL where that is the row's own id
 */
public record TableLayout(boolean byType, boolean byDocument) {

  /** One type, a row per document. */
  public static final TableLayout PLAIN = new TableLayout(false, false);

  /** The layout with the columns of both. */
  public TableLayout or(TableLayout other) {
    return new TableLayout(byType || other.byType, byDocument || other.byDocument);
  }
}
