package dev.millrace.catalogue;

import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.http.Partition;
import dev.millrace.time.SliceWidth;
import dev.millrace.time.Window;
import org.jspecify.annotations.Nullable;

/**
 * An imported type: where its documents are fetched from, when, and what of them is stored.
 *
 * @param name its name at the document API
 * @param version over all keys that affect the written rows: name, table, the mapping, and what
 *     decides which documents a window of the source has
 * @param layout additional columns of its table, once {@code types apply} has seen all types
 * @param http the API that it is read from; null for the document API
 */
public record DocumentType(
    String name,
    String version,
    String table,
    Mapping mapping,
    ImportSchedule schedule,
    boolean enabled,
    TableLayout layout,
    @Nullable HttpSource http,
    String yaml)
    implements CountedType {

  /** The moment column of every table that Millrace creates. */
  public static final String OCCURRED_AT = "occurred_at";

  @Override
  public String momentColumn() {
    return OCCURRED_AT;
  }

  @Override
  public String ownRows(String before) {
    return layout.byType() ? " %s document_type = '%s'".formatted(before, name) : "";
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
        newName, version, table, mapping, schedule, enabled, newLayout, newHttp, yaml);
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
    return readsOn() ? SliceWidth.TWO_YEARS : schedule.sliceWidth().widenedFor(span, mostSlices);
  }
}
