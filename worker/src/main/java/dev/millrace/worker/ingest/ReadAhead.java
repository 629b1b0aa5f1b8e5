package dev.millrace.worker.ingest;

import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.source.DocumentStream;
import dev.millrace.worker.store.FetchedDocument;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads and maps the documents of a slice on a thread of its own, a batch ahead of whoever writes
 * them: two batches are in memory, the one that is written and the one that is read. To be used by
 * one thread.
 */
final class ReadAhead implements AutoCloseable {

  private static final int BATCH_BYTES = 10 << 20;

  /** What comes next. */
  sealed interface Portion {

    /**
     * The next documents, at least one, in the order in which they came.
     *
     * @param bytes how large they are together
     */
    record Batch(List<FetchedDocument> documents, long bytes) implements Portion {}

    /** The answer proved to be whole and held so many documents. */
    record End(long documents) implements Portion {}

    /** Reading or mapping failed, after all the documents that came before. */
    record Failed(Throwable cause) implements Portion {}
  }

  private final DocumentStream documents;
  private final DocumentMapper mapper;
  private final int batchRows;
  private final SynchronousQueue<Portion> portions = new SynchronousQueue<>();
  private final Thread reader;

  /**
   * Begins to read.
   *
   * @param documents closed with this
   */
  ReadAhead(DocumentStream documents, DocumentMapper mapper, int batchRows) {
    this.documents = documents;
    this.mapper = mapper;
    this.batchRows = batchRows;
    this.reader = Thread.ofVirtual().name("read-ahead").start(this::read);
  }

  /** Waits for what comes next; null when it has not come in that time. */
  @Nullable Portion next(Duration longest) throws InterruptedException {
    return portions.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void read() {
    try {
      portions.put(last());
    } catch (InterruptedException _) {
      // closed: nobody waits for it
    }
  }

  /** Hands over all documents and says how they ended. */
  @SuppressWarnings("ThreadJoinLoop")
  private Portion last() throws InterruptedException {
    try {
      List<FetchedDocument> batch = new ArrayList<>();
      long bytes = 0;
      long rows = 0;
      while (documents.next()) {
        FetchedDocument document = fetched();
        batch.add(document);
        bytes += documents.length();
        rows += document.rows();
        if (rows >= batchRows || bytes >= BATCH_BYTES) {
          portions.put(new Portion.Batch(batch, bytes));
          batch = new ArrayList<>(batch.size());
          bytes = 0;
          rows = 0;
        }
      }
      if (!batch.isEmpty()) {
        portions.put(new Portion.Batch(batch, bytes));
      }
      return new Portion.End(documents.documents());
    } catch (IOException | RuntimeException | Error e) {
      return new Portion.Failed(e);
    }
  }

  private FetchedDocument fetched() {
    byte[] buffer = documents.buffer();
    int offset = documents.offset();
    int length = documents.length();
    MappedDocument outcome =
        documents.oversized()
            ? DocumentMapper.oversized(buffer, offset, length, documents.documentBytes())
            : mapper.map(buffer, offset, length);
    return new FetchedDocument(outcome, mapper.keepable(buffer, offset, length));
  }

  /** Ends the reading, and the answer with it. */
  @Override
  public void close() throws IOException {
    reader.interrupt();
    boolean interrupted = false;
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    documents.close();
  }
}
