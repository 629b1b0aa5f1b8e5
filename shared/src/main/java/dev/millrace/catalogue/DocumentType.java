package dev.millrace.catalogue;

import dev.millrace.time.SliceWidth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a document type: which of its documents are kept, and as what. Or of a table
 * that somebody else fills and that is only counted: then there are no columns to map, and nothing
 * is imported.
 *
 * @param name as the document API calls it
 * @param version 16 hexadecimal digits over everything that decides what is written: name, table,
 *     accept, occurred_at, each, drop and the columns in their order. Comments and layout do not
 *     change it, and neither do {@code slice_width}, {@code since}, {@code recheck} and {@code
 *     enabled}, which decide when a document is imported and not what becomes of it
 * @param table as in the database
 * @param countOnly whether the table is somebody else's
 * @param momentColumn the column that says when an event happened, which buckets are counted by
 * @param accept only documents with a value other than null here are kept; null keeps all
 * @param each the array of which every element becomes a row; null where a document is one row
 * @param drop paths to personal data that is never kept, below {@code /data}; a segment {@code -}
 *     stands for every element of an array
 * @param sliceWidth how much time one slice covers, at most
 * @param enabled whether the schedule imports it, or watches it where it is only counted
 * @param since the first moment of which documents are expected; null where nobody knows
 * @param recheck ages at which a span is imported again, rising
 * @param layout what its table has besides, once {@code types apply} has seen all types
 * @param source the YAML text, to be stored and parsed again
 */
public record DocumentType(
    String name,
    String version,
    String table,
    boolean countOnly,
    String momentColumn,
    @Nullable JsonPath accept,
    OccurredAt occurredAt,
    @Nullable Each each,
    List<JsonPath> drop,
    SliceWidth sliceWidth,
    List<Column> columns,
    boolean enabled,
    @Nullable Instant since,
    List<Duration> recheck,
    TableLayout layout,
    String source) {

  /** The moment column of every table that we make. */
  public static final String OCCURRED_AT = "occurred_at";

  public DocumentType {
    columns = List.copyOf(columns);
    drop = List.copyOf(drop);
    recheck = List.copyOf(recheck);
  }

  /** The same type in a table that has at least these columns of its own. */
  public DocumentType in(TableLayout wider) {
    return new DocumentType(
        name,
        version,
        table,
        countOnly,
        momentColumn,
        accept,
        occurredAt,
        each,
        drop,
        sliceWidth,
        columns,
        enabled,
        since,
        recheck,
        layout.or(wider),
        source);
  }

  /**
   * What tells its rows from those of other types, as a condition of SQL; empty where the table is
   * its own.
   *
   * @param before what to put in front of it, such as {@code AND}
   */
  public String ownRows(String before) {
    return layout.byType() ? " %s document_type = '%s'".formatted(before, name) : "";
  }

  /**
   * The paths of an origin from the document on; a segment {@code -} stands for every element of an
   * array.
   */
  public List<JsonPath> place(Origin origin) {
    return DocumentPaths.of(origin, each).toList();
  }

  /**
   * The paths of values that may only be stored as a keyed hash, from the document on; a segment
   * {@code -} stands for every element of an array.
   */
  public List<JsonPath> hashed() {
    return DocumentPaths.hashed(each, columns);
  }

  /** Whether a column of it needs that lookup. */
  public boolean asks(Lookup lookup) {
    return columns.stream().anyMatch(column -> column.lookup() == lookup);
  }

  /** Whether the schedule plans slices of it. */
  public boolean scheduled() {
    return enabled && !countOnly;
  }

  /** Whether its buckets are chosen by the moment that coverage is kept by. */
  public boolean countedByIngestTime() {
    return !countOnly && occurredAt.from().equals(OccurredAt.INGEST_TIME.from());
  }

  /** Whether the schedule looks for what somebody else has changed in its table. */
  public boolean watched() {
    return enabled && countOnly;
  }
}
