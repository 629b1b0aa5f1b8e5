package dev.millrace.worker.ingest;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Counts;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.MappedDocument;
import dev.millrace.worker.mapping.Mappers;
import dev.millrace.worker.source.DocumentStream;
import dev.millrace.worker.source.MalformedAnswerException;
import dev.millrace.worker.source.SourceAwayException;
import dev.millrace.worker.source.SourceClient;
import dev.millrace.worker.store.FetchedDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Imports what an attempt has claimed: streams the slice's documents and writes them in batches.
 * Memory is bounded by a batch, never by the answer. Thread-safe.
 */
public final class SliceImporter {

  private static final int BATCH_BYTES = 4 << 20;

  private final SourceClient source;
  private final Database database;
  private final Attempts attempts;
  private final int batchRows;
  private final Mappers mappers;

  /** For catalogues without lookups and personal data. */
  public SliceImporter(SourceClient source, Database database, Attempts attempts, int batchRows) {
    this(source, database, attempts, batchRows, Mappers.PLAIN);
  }

  public SliceImporter(
      SourceClient source, Database database, Attempts attempts, int batchRows, Mappers mappers) {
    this.mappers = mappers;
    this.source = source;
    this.database = database;
    this.attempts = attempts;
    this.batchRows = batchRows;
  }

  /**
   * Imports the slice, up to but without finishing the attempt. What was written stays when this
   * fails: importing it again leaves the same rows.
   *
   * @throws SourceAwayException when the source does not answer, or its answer breaks off
   * @throws MalformedAnswerException when it answered something else than documents
   * @throws dev.millrace.ledger.RevokedException when somebody else has the slice now
   * @throws IllegalStateException when a document was not accounted for
   */
  public Counts run(Attempt attempt, DocumentType type)
      throws MalformedAnswerException, InterruptedException {
    try {
      return stream(attempt, type);
    } catch (MalformedAnswerException e) {
      if (e.cutOff()) {
        throw brokenOff(attempt, e);
      }
      throw e;
    } catch (IOException e) {
      throw brokenOff(attempt, e);
    }
  }

  private static SourceAwayException brokenOff(Attempt attempt, IOException e) {
    return new SourceAwayException(
        "the answer for %s %s broke off".formatted(attempt.type(), attempt.window()), e);
  }

  private Counts stream(Attempt attempt, DocumentType type)
      throws IOException, InterruptedException {
    DocumentMapper mapper = mappers.of(type);
    BatchWriter writer = new BatchWriter(database, attempts, attempt, type);
    Counts counts = Counts.NONE;
    List<FetchedDocument> batch = new ArrayList<>();
    long bytes = 0;
    long rows = 0;
    long fetched;
    try (DocumentStream documents = source.open(attempt.type(), attempt.window())) {
      while (documents.next()) {
        FetchedDocument document = fetched(mapper, documents);
        batch.add(document);
        bytes += document.raw().length;
        rows += document.rows();
        if (rows >= batchRows || bytes >= BATCH_BYTES) {
          counts = counts.plus(writer.write(batch));
          batch.clear();
          bytes = 0;
          rows = 0;
        }
      }
      fetched = documents.documents();
    }
    if (!batch.isEmpty()) {
      counts = counts.plus(writer.write(batch));
    }
    if (counts.fetched() != fetched) {
      throw new IllegalStateException(
          "attempt %d fetched %d documents, but accounts for %d"
              .formatted(attempt.number(), fetched, counts.fetched()));
    }
    return counts;
  }

  private static FetchedDocument fetched(DocumentMapper mapper, DocumentStream documents) {
    byte[] buffer = documents.buffer();
    int offset = documents.offset();
    int length = documents.length();
    MappedDocument outcome =
        documents.oversized()
            ? DocumentMapper.oversized(buffer, offset, length, documents.documentBytes())
            : mapper.map(buffer, offset, length);
    return new FetchedDocument(outcome, mapper.keepable(buffer, offset, length));
  }
}
