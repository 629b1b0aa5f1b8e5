package dev.millrace.bench.imports;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.time.Window;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.Row;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.DocumentSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Fetches and maps all documents before the first one is written. */
final class MappedRows {

  private final DocumentSource source;
  private final DocumentType type;

  MappedRows(DocumentSource source, DocumentType type) {
    this.source = source;
    this.type = type;
  }

  List<Row> of(Window window) throws InterruptedException {
    DocumentMapper mapper = new DocumentMapper(type);
    List<Row> rows = new ArrayList<>();
    try (DocumentCursor documents = source.open(type.name(), window)) {
      while (documents.next()) {
        if (mapper.map(documents.buffer(), documents.offset(), documents.length())
            instanceof Accepted(_, List<Row> mapped)) {
          rows.addAll(mapped);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the source of the benchmark gave an unexpected answer", e);
    }
    return rows;
  }
}
