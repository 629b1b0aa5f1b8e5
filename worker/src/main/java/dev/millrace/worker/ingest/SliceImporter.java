package dev.millrace.worker.ingest;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.worker.ingest.ReadAhead.Portion;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.Mappers;
import dev.millrace.worker.source.MalformedAnswerException;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceClient;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Imports what an attempt has claimed: streams the slice's documents and writes them in batches,
 * while the next batch is read. Memory is bounded by two batches, never by the answer. Thread-safe.
 */
public final class SliceImporter {

  private final SourceClient source;
  private final Database database;
  private final Attempts attempts;
  private final int batchRows;
  private final Mappers mappers;
  private final LongSupplier nanoTime;

  /** For catalogues without lookups and personal data. */
  public SliceImporter(SourceClient source, Database database, Attempts attempts, int batchRows) {
    this(source, database, attempts, batchRows, Mappers.PLAIN, System::nanoTime);
  }

  /**
   * @param batchRows rows in a transaction at most, and one document more
   * @param nanoTime as of {@link System#nanoTime}
   */
  public SliceImporter(
      SourceClient source,
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
   * Imports the slice, up to but without finishing the attempt. What was written stays when this
   * fails: importing it again leaves the same rows.
   *
   * @throws SourceUnavailableException when the source does not answer, or its answer breaks off
   * @throws MalformedAnswerException when it answered something else than documents
   * @throws dev.millrace.ledger.RevokedException when somebody else has the slice now
   * @throws IllegalStateException when a document was not accounted for
   */
  public Imported run(Attempt attempt, DocumentType type, SliceLimits limits)
      throws MalformedAnswerException, InterruptedException {
    try {
      return stream(attempt, type, limits);
    } catch (MalformedAnswerException e) {
      if (e.cutOff()) {
        throw brokenOff(attempt, e);
      }
      throw e;
    } catch (IOException e) {
      throw brokenOff(attempt, e);
    }
  }

  private static SourceUnavailableException brokenOff(Attempt attempt, IOException e) {
    return new SourceUnavailableException(
        SourceUnavailableException.Kind.FAILS,
        "the answer for %s %s broke off".formatted(attempt.type(), attempt.window()),
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
        // What comes next decides: an answer that ends at its limit is whole.
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
    return met == null ? progress.limit(nanoTime.getAsLong()).orElse("no more time") : met;
  }

  private static IOException failure(Throwable cause) {
    return switch (cause) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("an exception that no step declares", cause);
    };
  }
}
