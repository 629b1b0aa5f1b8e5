package dev.millrace.worker.source.guard;

import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.MalformedAnswerException;
import dev.millrace.worker.source.SourceUnavailableException;
import java.io.IOException;

/** Documents whose circuit learns how reading them ends. Not thread-safe. */
final class GuardedDocuments implements DocumentCursor {

  private final DocumentCursor documents;
  private final Circuit.Call call;

  GuardedDocuments(DocumentCursor documents, Circuit.Call call) {
    this.documents = documents;
    this.call = call;
  }

  /** A complete answer that is malformed is the answer of a source that is available. */
  @Override
  public boolean next() throws IOException {
    try {
      boolean next = documents.next();
      if (!next) {
        call.succeeded();
      }
      return next;
    } catch (MalformedAnswerException e) {
      if (e.cutOff()) {
        call.failed("the answer was cut off: " + e.getMessage());
      } else {
        call.succeeded();
      }
      throw e;
    } catch (SourceUnavailableException e) {
      switch (e.kind()) {
        case THROTTLED -> call.cancelled();
        // It has answered the first page, and says when to ask for the next one.
        case ASKS_TO_WAIT, TOO_MANY, NO_FILE_YET, NO_FILE -> call.succeeded();
        case REFUSES_KEY -> call.refused(String.valueOf(e.getMessage()));
        case FAILS, TOO_SLOW -> call.failed(String.valueOf(e.getMessage()));
      }
      throw e;
    } catch (IOException e) {
      // An interrupt ends the reading from our side, which says nothing about the source.
      if (!Thread.currentThread().isInterrupted()) {
        call.failed("the answer was cut off: " + e);
      }
      throw e;
    }
  }

  @Override
  public byte[] buffer() {
    return documents.buffer();
  }

  @Override
  public int offset() {
    return documents.offset();
  }

  @Override
  public int length() {
    return documents.length();
  }

  @Override
  public boolean oversized() {
    return documents.oversized();
  }

  @Override
  public boolean outside() {
    return documents.outside();
  }

  @Override
  public long documentBytes() {
    return documents.documentBytes();
  }

  @Override
  public long documents() {
    return documents.documents();
  }

  /** Without having read to the end, only documents prove that the source is available. */
  @Override
  public void close() throws IOException {
    if (documents.documents() > 0) {
      call.succeeded();
    } else {
      call.cancelled();
    }
    documents.close();
  }
}
