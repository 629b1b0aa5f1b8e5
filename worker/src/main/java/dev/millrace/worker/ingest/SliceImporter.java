package dev.millrace.worker.ingest;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.time.Window;
import dev.millrace.worker.ingest.ReadAhead.Portion;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.Mappers;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.DocumentSource;
import dev.millrace.worker.source.MalformedAnswerException;
import dev.millrace.worker.source.SourceUnavailableException;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Imports the slice of an attempt: streams its documents and writes them in batches while the next
 * batch is read. Memory is bounded by two batches, not by the answer. Thread-safe.
 */
public final class SliceImporter {

  private final DocumentSource source;
  private final Database database;
  private final Attempts attempts;
  private final int batchRows;
  private final Mappers mappers;
  private final LongSupplier nanoTime;

  /** For catalogues without lookups or personal data. */
  public SliceImporter(DocumentSource source, Database database, Attempts attempts, int batchRows) {
    this(source, database, attempts, batchRows, Mappers.PLAIN, System::nanoTime);
  }

  /**
   * @param batchRows maximum rows per transaction, plus one document
   * @param nanoTime as of {@link System#nanoTime}
   */
  public SliceImporter(
      DocumentSource source,
      Database database,
      Attempts attempts,
      int batchRows,
      Mappers mappers,
      LongSupplier nanoTime) {
    this.mappers = mappers;
    this.source = source;
    this.database = database;
    this.attempts = attempts;
    this.batchRows = batchRows;
    this.nanoTime = nanoTime;
  }

  /**
   * Begins to read the documents of a window; the caller closes the result.
   *
   * @throws SourceUnavailableException when the source does not answer
   */
  public SliceRead read(DocumentType type, Window window) throws InterruptedException {
    DocumentMapper mapper = mappers.of(type);
    try {
      DocumentCursor documents = source.open(type.name(), window);
      return new SliceRead(type.name(), window, new ReadAhead(documents, mapper, batchRows));
    } catch (IOException e) {
      throw new SourceUnavailableException(
          SourceUnavailableException.Kind.FAILS,
          "the source failed for %s %s".formatted(type.name(), window),
          e);
    }
  }

  /**
   * Imports the slice, and finishes the attempt together with the last batch. Written rows stay
   * when this fails: importing the slice again results in the same rows.
   *
   * @throws SourceUnavailableException when the source does not answer, or its answer is cut off
   * @throws MalformedAnswerException when the answer is not a list of documents
   * @throws dev.millrace.ledger.RevokedException when another attempt owns the slice
   * @throws IllegalStateException when a document was not accounted for
   */
  public Imported run(Attempt attempt, DocumentType type, SliceLimits limits)
      throws MalformedAnswerException, InterruptedException {
    try (SliceRead documents = read(type, attempt.window())) {
      return run(attempt, type, documents, limits);
    }
  }

  /** The same for documents that are being read already. */
  public Imported run(Attempt attempt, DocumentType type, SliceRead documents, SliceLimits limits)
      throws MalformedAnswerException, InterruptedException {
    BatchWriter writer = new BatchWriter(database, attempts, attempt, type);
    Progress progress = new Progress(limits, nanoTime.getAsLong());
    while (true) {
      // The next part decides: an answer that ends at its limit is complete.
      String met = progress.limit(nanoTime.getAsLong()).orElse(null);
      Portion next = documents.next(progress.left(nanoTime.getAsLong()));
      switch (next) {
        case Portion.Batch(var batch, long bytes) when met == null ->
            progress.written(writer.write(batch), bytes);
        case Portion.End(var batch, long bytes, long total) when met == null || batch.isEmpty() -> {
          progress.expect(batch.size(), total);
          progress.written(writer.finish(batch), bytes);
          return new Imported.Whole(progress.counts());
        }
        case null, default -> {
          return new Imported.CutShort(progress.counts(), limit(progress, met));
        }
      }
    }
  }

  private String limit(Progress progress, @Nullable String met) {
    return met == null ? progress.limit(nanoTime.getAsLong()).orElse("no time left") : met;
  }
}
