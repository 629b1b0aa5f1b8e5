package dev.millrace.catalogue;

/**
 * Which columns of its own a table has besides those that every table has. A table never loses one,
 * so this may be more than its definitions ask for.
 *
 * @param byType whether several types share the table: {@code document_type} says whose a row is,
 *     and the primary key is {@code (id, document_type)}
 * @param byDocument whether a document may have many rows: {@code document_id} names the document,
 *     and is NULL where that is the row's own id
 */
public record TableLayout(boolean byType, boolean byDocument) {

  /** One type, a row per document. */
  public static final TableLayout PLAIN = new TableLayout(false, false);

  /** What has the columns of both. */
  public TableLayout or(TableLayout other) {
    return new TableLayout(byType || other.byType, byDocument || other.byDocument);
  }
}
