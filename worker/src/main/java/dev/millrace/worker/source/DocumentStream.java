package dev.millrace.worker.source;

import java.io.IOException;
import java.io.InputStream;

/**
 * The documents of one JSON array, one after another, as the bytes they came in.
 *
 * <p>Only the frame is read: strings, escapes and brackets tell where a document ends. What is
 * between is not checked, so a document that is no JSON but whose brackets balance is handed out
 * like any other, to be rejected alone. A document above the limit is passed over and only its
 * {@linkplain #OVERSIZED_HEAD first bytes} are kept, so memory is bounded by the limit and not by
 * the answer. Not thread-safe.
 */
public final class DocumentStream implements AutoCloseable {

  /** How many bytes of an oversized document are kept. */
  public static final int OVERSIZED_HEAD = 1_024;

  private enum Place {
    BEFORE_ARRAY,
    BEFORE_FIRST,
    BEHIND_COMMA,
    BEHIND_ARRAY,
    END
  }

  private final AnswerBuffer answer;
  private Place place = Place.BEFORE_ARRAY;
  private long documents;

  /**
   * A stream over an answer of which nothing was read yet; closing it closes the answer.
   *
   * @param maxDocumentBytes larger documents are passed over
   */
  public DocumentStream(InputStream in, int maxDocumentBytes) {
    this.answer = new AnswerBuffer(in, maxDocumentBytes);
  }

  /**
   * Moves to the next document; false behind the last one, once the answer proved to be whole.
   *
   * @throws MalformedAnswerException if the answer is not one whole JSON array
   * @throws IOException if it cannot be read
   */
  public boolean next() throws IOException {
    answer.startElement();
    if (place == Place.BEFORE_ARRAY) {
      openArray();
    }
    return switch (place) {
      case BEFORE_ARRAY -> throw new AssertionError("the array was opened");
      case BEFORE_FIRST, BEHIND_COMMA -> nextElement();
      case BEHIND_ARRAY -> end();
      case END -> false;
    };
  }

  /** The bytes that hold the document, valid until {@link #next} is called again. */
  public byte[] buffer() {
    return answer.element();
  }

  /** Where the document begins in {@link #buffer}. */
  public int offset() {
    return answer.elementOffset();
  }

  /** How many bytes of {@link #buffer} are the document, or the head of an oversized one. */
  public int length() {
    return answer.elementLength();
  }

  /** Whether the document is above the limit, so that only its head is at hand. */
  public boolean oversized() {
    return answer.oversized();
  }

  /** The size of the document, of an oversized one too. */
  public long documentBytes() {
    return answer.elementBytes();
  }

  /** How many documents were handed out. */
  public long documents() {
    return documents;
  }

  /** How many bytes of the answer were read, which runs ahead of the documents. */
  public long bytesRead() {
    return answer.bytesRead();
  }

  @Override
  public void close() throws IOException {
    answer.close();
  }

  private void openArray() throws IOException {
    int first = answer.skipWhiteSpace();
    if (first == 0xEF) {
      take(0xEF);
      take(0xBB);
      take(0xBF);
    }
    take('[');
    place = Place.BEFORE_FIRST;
  }

  private void take(int expected) throws IOException {
    int found = answer.skipWhiteSpace();
    if (found != expected) {
      throw malformed(
          found < 0 ? "it ends before the array" : "it begins with '%c'".formatted((char) found));
    }
    answer.position++;
  }

  private boolean nextElement() throws IOException {
    int first = answer.skipWhiteSpace();
    if (first == ']' && place == Place.BEFORE_FIRST) {
      answer.position++;
      return end();
    }
    if (first < 0) {
      throw malformed("it ends inside the array");
    }
    if (first == ']' || first == ',') {
      throw malformed("there is no document before '%c'".formatted((char) first));
    }
    answer.startElement();
    frame();
    documents++;
    return true;
  }

  /** Passes over one element and the comma or bracket behind it. */
  private void frame() throws IOException {
    int depth = 0;
    while (true) {
      int found = FrameScanner.structure(answer.bytes, answer.position, answer.limit);
      answer.position = found;
      if (found == answer.limit) {
        fill();
        continue;
      }
      byte b = answer.bytes[found];
      if (depth == 0 && (b == ',' || b == ']')) {
        answer.endElement(found);
        answer.position++;
        place = b == ',' ? Place.BEHIND_COMMA : Place.BEHIND_ARRAY;
        return;
      }
      answer.position++;
      switch (b) {
        case '"' -> skipString();
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {} // a comma inside the document
      }
      if (depth < 0) {
        throw malformed("a document closes what it did not open");
      }
    }
  }

  private void skipString() throws IOException {
    while (true) {
      int found = FrameScanner.quoteOrEscape(answer.bytes, answer.position, answer.limit);
      answer.position = found;
      if (found == answer.limit) {
        fill();
      } else if (answer.bytes[found] == '"') {
        answer.position++;
        return;
      } else {
        answer.position++;
        if (answer.position == answer.limit) {
          fill();
        }
        answer.position++;
      }
    }
  }

  private void fill() throws IOException {
    if (!answer.fill()) {
      throw malformed("it ends inside a document");
    }
  }

  private boolean end() throws IOException {
    if (answer.skipWhiteSpace() >= 0) {
      throw malformed("something follows the array");
    }
    place = Place.END;
    return false;
  }

  private MalformedAnswerException malformed(String problem) {
    return new MalformedAnswerException(problem, answer.at(), documents);
  }
}
