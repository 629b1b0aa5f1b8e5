package dev.millrace.catalogue;

import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.http.Partition;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.time.SliceWidth;
import dev.millrace.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a document type: which of its documents are kept, and in which columns. A
 * count-only type defines a table that another system fills: it has no mapped columns, and nothing
 * is imported.
 *
 * @param name its name at the document API
 * @param version 16 hexadecimal digits over all keys that affect the written rows: name, table,
 *     accept, occurred_at, each, drop and the columns in their order. Comments and layout do not
 *     change it, and neither do {@code slice_width}, {@code since}, {@code recheck} and {@code
 *     enabled}, which decide when a document is imported, not how
 * @param table as in the database
 * @param countOnly whether another system fills the table
 * @param momentColumn the column that says when an event happened, which assigns it to a bucket
 * @param accept only documents with a value other than null here are kept; null keeps all
 * @param each the array of which every element becomes a row; null where a document is one row
 * @param drop paths to personal data that is never kept, below {@code /data}; a segment {@code -}
 *     stands for every element of an array
 * @param sliceWidth how much time one slice covers, at most
 * @param enabled whether the schedule imports it, or checks it if it is count-only
 * @param since the first moment with expected documents; null where it is unknown
 * @param recheck ages at which a span is imported again, ascending
 * @param layout additional columns of its table, once {@code types apply} has seen all types
 * @param http the API that it is read from; null for the document API
 * @param yaml the YAML text, to be stored and parsed again
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
    @Nullable HttpSource http,
    String yaml) {

  /** The moment column of every table that Millrace creates. */
  public static final String OCCURRED_AT = "occurred_at";

  public DocumentType {
    columns = List.copyOf(columns);
    drop = List.copyOf(drop);
    recheck = List.copyOf(recheck);
  }

  /**
   * The type of one value of a definition with {@code for}; it shares the table with the others.
   */
  public DocumentType of(Partition partition) {
    if (http == null) {
      throw new IllegalStateException(name + " has no source to take a part of");
    }
    return with(
        partition.typeOf(name), layout.or(new TableLayout(true, false)), http.of(partition));
  }

  /** The same type in a table that has at least these columns of its own. */
  public DocumentType in(TableLayout wider) {
    return with(name, layout.or(wider), http);
  }

  private DocumentType with(String newName, TableLayout newLayout, @Nullable HttpSource newHttp) {
    return new DocumentType(
        newName,
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
        newLayout,
        newHttp,
        yaml);
  }

  /**
   * The SQL condition that distinguishes its rows from those of other types; empty if the table is
   * not shared.
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
   * The paths of values that must only be stored as a keyed hash, from the document on; a segment
   * {@code -} stands for every element of an array.
   */
  public List<JsonPath> hashed() {
    return DocumentPaths.hashed(each, columns);
  }

  /** Whether one of its columns needs this lookup. */
  public boolean asks(Lookup lookup) {
    return columns.stream().anyMatch(column -> column.lookup() == lookup);
  }

  /** The seconds below which its slices are not cut: those of a file, else one. */
  public long grain() {
    return http == null ? 1 : http.grain();
  }

  /** Whether each slice reads everything after its start, so that a long span is better whole. */
  public boolean readsOn() {
    return http != null && http.readsOn();
  }

  /** The width of the slices of a span: that of the type, or a wider one for a long span. */
  public SliceWidth widthFor(Window span, long mostSlices) {
    return readsOn() ? SliceWidth.TWO_YEARS : sliceWidth.widenedFor(span, mostSlices);
  }

  /** Whether the schedule plans slices of it. */
  public boolean scheduled() {
    return enabled && !countOnly;
  }

  /** Whether its buckets are chosen by the same moment as its coverage. */
  public boolean countedByIngestTime() {
    return !countOnly && occurredAt.from().equals(OccurredAt.INGEST_TIME.from());
  }

  /** Whether the sweep checks its table for external changes. */
  public boolean watched() {
    return enabled && countOnly;
  }
}
