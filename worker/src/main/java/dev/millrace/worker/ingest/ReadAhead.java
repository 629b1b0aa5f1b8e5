package dev.millrace.worker.ingest;

import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.store.FetchedDocument;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads and maps the documents of a slice on a thread of its own, one batch ahead of the writer:
 * two batches are in memory, the one being written and the one being read. For use by one thread.
 */
final class ReadAhead implements AutoCloseable {

  private static final int BATCH_BYTES = 10 << 20;

  /** Only counted, so it needs neither its id nor its content. */
  private static final MappedDocument OUTSIDE =
      new MappedDocument.Outside(DocumentId.of("outside"));

  private static final byte[] NOTHING = {};

  /** The next part of the answer. */
  sealed interface Portion {

    /**
     * The next documents, at least one, in the order of the answer. More follow.
     *
     * @param bytes their total size
     */
    record Batch(List<FetchedDocument> documents, long bytes) implements Portion {}

    /**
     * The last documents, if any; the answer is complete.
     *
     * @param bytes their total size
     * @param total the number of documents in the whole answer
     */
    record End(List<FetchedDocument> documents, long bytes, long total) implements Portion {}

    /** Reading or mapping failed, after all preceding documents. */
    record Failed(Throwable cause) implements Portion {}
  }

  private final DocumentCursor documents;
  private final DocumentMapper mapper;
  private final int batchRows;
  private final SynchronousQueue<Portion> portions = new SynchronousQueue<>();
  private final Thread reader;

  /**
   * Starts reading.
   *
   * @param documents closed together with this
   */
  ReadAhead(DocumentCursor documents, DocumentMapper mapper, int batchRows) {
    this.documents = documents;
    this.mapper = mapper;
    this.batchRows = batchRows;
    this.reader = Thread.ofVirtual().name("read-ahead").start(this::read);
  }

  /** Waits for the next part; null when the time is over. */
  @Nullable Portion next(Duration longest) throws InterruptedException {
    return portions.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void read() {
    try {
      portions.put(last());
    } catch (InterruptedException _) {
      // closed: no thread waits for it
    }
  }

  /** Hands over all documents, then the end or the failure. */
  @SuppressWarnings("ThreadJoinLoop")
  private Portion last() throws InterruptedException {
    List<FetchedDocument> batch = new ArrayList<>();
    long bytes = 0;
    try {
      long rows = 0;
      while (documents.next()) {
        if (rows >= batchRows || bytes >= BATCH_BYTES) {
          portions.put(new Portion.Batch(batch, bytes));
          batch = new ArrayList<>(batch.size());
          bytes = 0;
          rows = 0;
        }
        FetchedDocument document = fetched();
        batch.add(document);
        bytes += documents.length();
        rows += document.rows();
      }
      return new Portion.End(batch, bytes, documents.documents());
    } catch (IOException | RuntimeException | Error e) {
      if (!batch.isEmpty()) {
        portions.put(new Portion.Batch(batch, bytes));
      }
      return new Portion.Failed(e);
    }
  }

  private FetchedDocument fetched() {
    byte[] buffer = documents.buffer();
    int offset = documents.offset();
    int length = documents.length();
    if (documents.outside()) {
      return new FetchedDocument(OUTSIDE, NOTHING);
    }
    MappedDocument outcome =
        documents.oversized()
            ? DocumentMapper.oversized(buffer, offset, length, documents.documentBytes())
            : mapper.map(buffer, offset, length);
    return new FetchedDocument(outcome, mapper.keepable(buffer, offset, length));
  }

  /** Stops reading and closes the answer. */
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
