package dev.millrace.cli.types;

import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.source.DocumentCursor;
import java.io.IOException;

/** Takes the documents of a window as they would be stored. */
interface MappedDocuments {

  /** A document outside the window. */
  void outside();

  void mapped(MappedDocument document);

  /**
   * Reads all documents.
   *
   * @throws IOException when the source ends before its documents do
   */
  default void readAll(DocumentCursor documents, DocumentMapper mapper)
      throws IOException, InterruptedException {
    while (documents.next()) {
      byte[] buffer = documents.buffer();
      if (documents.outside()) {
        outside();
      } else if (documents.oversized()) {
        mapped(
            DocumentMapper.oversized(
                buffer, documents.offset(), documents.length(), documents.documentBytes()));
      } else {
        mapped(mapper.map(buffer, documents.offset(), documents.length()));
      }
    }
  }
}
