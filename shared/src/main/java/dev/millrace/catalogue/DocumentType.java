package dev.millrace.catalogue;

import dev.millrace.time.SliceWidth;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a document type: which of its documents are kept, and as what.
 *
 * @param name as the document API calls it
 * @param version 16 hexadecimal digits over everything that decides what is written: name, table,
 *     accept, occurred_at and the columns in their order. Comments and layout do not change it, and
 *     neither do {@code slice_width}, {@code since} and {@code enabled}, which decide when a
 *     document is imported and not what becomes of it
 * @param table as in the database
 * @param accept only documents with a value other than null here are kept; null keeps all
 * @param sliceWidth how much time one slice covers, at most
 * @param enabled whether the schedule imports it
 * @param since the first moment of which documents are expected; null where nobody knows
 * @param source the YAML text, to be stored and parsed again
 */
public record DocumentType(
    String name,
    String version,
    String table,
    @Nullable JsonPath accept,
    OccurredAt occurredAt,
    SliceWidth sliceWidth,
    List<Column> columns,
    boolean enabled,
    @Nullable Instant since,
    String source) {

  public DocumentType {
    columns = List.copyOf(columns);
  }

  /**
   * Reads a definition.
   *
   * @param fileName what messages call it
   * @throws InvalidDefinitionException with everything that is wrong, each with its line
   */
  public static DocumentType parse(String yaml, String fileName) {
    return DefinitionParser.parse(yaml, fileName);
  }
}
