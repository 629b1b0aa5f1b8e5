package dev.millrace.worker.source.http;

import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.http.Order;
import dev.millrace.catalogue.http.Pages;
import dev.millrace.catalogue.http.WindowForm.Asked;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import dev.millrace.worker.source.http.page.JsonPage;
import dev.millrace.worker.source.http.page.LinesPage;
import dev.millrace.worker.source.http.page.Page;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a window, page by page. While a page is read, the next one is fetched where its
 * request is known already, so two pages are in memory. Not thread-safe.
 */
final class HttpCursor implements DocumentCursor {

  /** Gets a page, with retries and at the rate of the source. */
  @FunctionalInterface
  interface Fetch {
    Page page(Question question) throws IOException, InterruptedException;
  }

  /** Lines have no end that is known, so the ids of so many are kept at once. */
  private static final int REMEMBERED = 20_000;

  private final HttpSource source;
  private final Fetch fetch;
  private final PageWalk walk;
  private final Report report;
  private final Tally tally;
  private final Envelope envelope;
  private final Asked asked;
  private final Map<String, Long> ids = new HashMap<>();
  private final @Nullable Long said;

  private Question question;
  private Page page;
  private long ofPage;
  private int pages;
  private boolean oversized;
  private boolean outside;
  private boolean pastEdge;
  private boolean ended;
  private @Nullable Long before;

  /** Whether the request of the next page was sent while this one is read, if there is one. */
  private boolean ahead;

  private @Nullable Question following;
  private @Nullable FutureTask<Page> fetched;

  /**
   * @param page the answer to the question, the first of the window
   * @param said the number of documents that the source says; null where it does not
   */
  HttpCursor(
      HttpSource source,
      Asked asked,
      Fetch fetch,
      PageWalk walk,
      Report report,
      Tally tally,
      Question question,
      Page page,
      @Nullable Long said) {
    this.source = source;
    this.asked = asked;
    this.fetch = fetch;
    this.walk = walk;
    this.report = report;
    this.tally = tally;
    this.envelope = new Envelope(source);
    this.question = question;
    this.page = page;
    this.said = said;
  }

  @Override
  public boolean next() throws IOException {
    lookAhead();
    while (!ended) {
      if (!pastEdge && page.next()) {
        take();
        return true;
      }
      Question next = pastEdge ? null : following();
      if (next == null) {
        tally.check(question, said);
        ended = true;
      } else {
        turnTo(next);
        lookAhead();
      }
    }
    return false;
  }

  private @Nullable Question following() {
    return ahead
        ? following
        : walk.after(question, page, ofPage, ofPage == 0 ? null : envelope.idParam());
  }

  /** Not where a document decides whether the next page is needed, or how it is asked for. */
  private void lookAhead() {
    if (ahead || ended || findsStart() || findsEnd() || source.pages() instanceof Pages.LastId) {
      return;
    }
    if (page instanceof JsonPage json) {
      ahead = true;
      Question next = walk.after(question, page, json.count(), null);
      following = next;
      if (next != null) {
        fetched = new FutureTask<>(() -> fetch.page(next));
        Thread.ofVirtual().name("next-page").start(fetched);
      }
    }
  }

  private void turnTo(Question next) throws IOException {
    page.close();
    pages += ofPage == 0 ? 0 : 1;
    try {
      FutureTask<Page> task = fetched;
      page = task == null ? fetch.page(next) : result(task);
    } catch (SourceUnavailableException e) {
      boolean quota = e.kind() == Kind.ASKS_TO_WAIT || e.kind() == Kind.THROTTLED;
      throw quota && pages > 0 ? e.after(pages) : e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while asking").initCause(e);
    }
    question = next;
    ofPage = 0;
    ids.clear();
    ahead = false;
    following = null;
    fetched = null;
  }

  private static Page result(FutureTask<Page> task) throws IOException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case InterruptedException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException("unexpected checked exception", e);
      }
    }
  }

  private void take() throws IOException {
    ofPage++;
    oversized = page.oversized();
    if (oversized) {
      tally.unread();
      outside = false;
      return;
    }
    envelope.take(page.buffer(), page.offset(), page.length());
    if (!envelope.readable() && page.unended()) {
      throw new IOException(
          "the answer to %s is cut off within its line %d"
              .formatted(report.request(question), ofPage));
    }
    outside = tally.outside(envelope);
    checkRepeated();
    Long second = envelope.second();
    if (second != null) {
      checkEdge(second);
    }
  }

  /**
   * An id that stands for different documents would lose all but one of them. Where the moment
   * moves with the document, they are its versions.
   */
  private void checkRepeated() {
    String id = envelope.id();
    if (id == null || source.timestamp().moves()) {
      return;
    }
    if (page instanceof LinesPage && ids.size() == REMEMBERED) {
      ids.clear();
    }
    CRC32C checksum = new CRC32C();
    checksum.update(page.buffer(), page.offset(), page.length());
    long content = checksum.getValue() << Integer.SIZE | page.length();
    Long other = ids.putIfAbsent(id, content);
    if (other != null && other != content) {
      throw report.contradiction(
          question,
          "two different documents of an answer have the id '%s'".formatted(report.text(id)),
          "id",
          "write the place of a value that only one document has, or several: id: [/a, /b]; if they"
              + " are versions of one, write timestamp: { from: …, moves: true }");
    }
  }

  /** Where no request says a bound, the order of the documents does. */
  private void checkEdge(long second) {
    boolean findsStart = findsStart();
    boolean findsEnd = findsEnd();
    if (!findsStart && !findsEnd) {
      return;
    }
    if (before != null && (findsStart ? second > before : second < before)) {
      throw report.contradiction(
          question,
          "a document at %d comes after one at %d".formatted(second, before),
          "order",
          "the documents are in another order; write the parameter of the bound below window");
    }
    before = second;
    pastEdge =
        (findsStart && second < asked.span().from()) || (findsEnd && second >= asked.span().to());
  }

  private boolean findsStart() {
    return !source.saysFrom() && source.order() == Order.DESCENDING;
  }

  private boolean findsEnd() {
    return !source.saysTo() && source.order() == Order.ASCENDING;
  }

  @Override
  public byte[] buffer() {
    return oversized ? page.buffer() : envelope.bytes();
  }

  @Override
  public int offset() {
    return oversized ? page.offset() : 0;
  }

  @Override
  public int length() {
    return oversized ? page.length() : envelope.length();
  }

  @Override
  public boolean oversized() {
    return oversized;
  }

  @Override
  public boolean outside() {
    return outside;
  }

  @Override
  public long documentBytes() {
    return oversized ? page.documentBytes() : envelope.length();
  }

  @Override
  public long documents() {
    return tally.documents();
  }

  @Override
  public void close() throws IOException {
    if (fetched != null) {
      fetched.cancel(true); // a page in memory has nothing to close
    }
    page.close();
  }
}
