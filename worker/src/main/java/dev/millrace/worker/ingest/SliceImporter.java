package dev.millrace.worker.ingest;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.worker.ingest.ReadAhead.Portion;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.Mappers;
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
   * Imports the slice without finishing the attempt. Written rows stay when this fails: importing
   * the slice again results in the same rows.
   *
   * @throws SourceUnavailableException when the source does not answer, or its answer is cut off
   * @throws MalformedAnswerException when the answer is not a list of documents
   * @throws dev.millrace.ledger.RevokedException when another attempt owns the slice
   * @throws IllegalStateException when a document was not accounted for
   */
  public Imported run(Attempt attempt, DocumentType type, SliceLimits limits)
      throws MalformedAnswerException, InterruptedException {
    try {
      return stream(attempt, type, limits);
    } catch (MalformedAnswerException e) {
      if (e.cutOff()) {
        throw cutOff(attempt, e);
      }
      throw e;
    } catch (IOException e) {
      throw cutOff(attempt, e);
    }
  }

  private static SourceUnavailableException cutOff(Attempt attempt, IOException e) {
    return new SourceUnavailableException(
        SourceUnavailableException.Kind.FAILS,
        "the answer for %s %s was cut off".formatted(attempt.type(), attempt.window()),
        e);
  }

  private Imported stream(Attempt attempt, DocumentType type, SliceLimits limits)
      throws IOException, InterruptedException {
    DocumentMapper mapper = mappers.of(type);
    BatchWriter writer = new BatchWriter(database, attempts, attempt, type);
    Progress progress = new Progress(limits, nanoTime.getAsLong());
    try (ReadAhead documents =
        new ReadAhead(source.open(attempt.type(), attempt.window()), mapper, batchRows)) {
      while (true) {
        // The next part decides: an answer that ends at its limit is complete.
        String met = progress.limit(nanoTime.getAsLong()).orElse(null);
        Portion next = documents.next(progress.left(nanoTime.getAsLong()));
        switch (next) {
          case Portion.Batch(var batch, long bytes) when met == null ->
              progress.written(writer.write(batch), bytes);
          case Portion.End(long fetched) -> {
            return new Imported.Whole(progress.whole(fetched));
          }
          case Portion.Failed(Throwable cause) -> throw failure(cause);
          case null, default -> {
            return new Imported.CutShort(progress.counts(), limit(progress, met));
          }
        }
      }
    }
  }

  private String limit(Progress progress, @Nullable String met) {
    return met == null ? progress.limit(nanoTime.getAsLong()).orElse("no time left") : met;
  }

  private static IOException failure(Throwable cause) {
    return switch (cause) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("unexpected checked exception", cause);
    };
  }
}
