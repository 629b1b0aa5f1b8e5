package dev.millrace.worker.ingest;

import dev.millrace.time.Window;
import dev.millrace.worker.ingest.ReadAhead.Portion;
import dev.millrace.worker.source.MalformedAnswerException;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.store.FetchedDocument;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer of the source for one slice, read and mapped one batch ahead. For use by one thread.
 */
public final class SliceRead implements AutoCloseable {

  private final String type;
  private final Window window;
  private final ReadAhead documents;
  private @Nullable Portion first;

  SliceRead(String type, Window window, ReadAhead documents) {
    this.type = type;
    this.window = window;
    this.documents = documents;
  }

  /**
   * Waits for the first batch: all documents, if the answer ends with it and they are small enough
   * for a group; otherwise empty, and nothing is lost.
   *
   * @throws SourceUnavailableException when the answer is cut off
   * @throws MalformedAnswerException when it is not a list of documents
   */
  public Optional<List<FetchedDocument>> whole(Duration longest)
      throws MalformedAnswerException, InterruptedException {
    first = documents.next(longest);
    return switch (first) {
      case Portion.End(List<FetchedDocument> all, long bytes, long total)
          when bytes <= GroupCommit.MOST_BYTES -> {
        if (all.size() != total) {
          throw new IllegalStateException(
              "%d documents were fetched, but %d are in the batch".formatted(total, all.size()));
        }
        yield Optional.of(all);
      }
      case Portion.Failed(Throwable cause) -> throw failure(cause);
      case null, default -> Optional.empty();
    };
  }

  /** The next part; null when the time is over. */
  @Nullable Portion next(Duration longest) throws MalformedAnswerException, InterruptedException {
    Portion next = first == null ? documents.next(longest) : first;
    first = null;
    if (next instanceof Portion.Failed(Throwable cause)) {
      throw failure(cause);
    }
    return next;
  }

  private RuntimeException failure(Throwable cause) throws MalformedAnswerException {
    return switch (cause) {
      case MalformedAnswerException e when !e.cutOff() -> throw e;
      case IOException e -> cutOff(e);
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException("unexpected checked exception", cause);
    };
  }

  private SourceUnavailableException cutOff(IOException e) {
    return new SourceUnavailableException(
        SourceUnavailableException.Kind.FAILS,
        "the answer for %s %s was cut off".formatted(type, window),
        e);
  }

  /** Stops reading. */
  @Override
  public void close() {
    try {
      documents.close();
    } catch (IOException _) {
      // all that matters has been read
    }
  }
}
