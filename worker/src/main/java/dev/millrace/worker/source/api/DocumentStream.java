package dev.millrace.worker.source.api;

import dev.millrace.text.Printable;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.MalformedAnswerException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The documents of one JSON array, one after another, as the bytes they came in.
 *
 * <p>Only the frame is parsed: strings, escapes and brackets show where a document ends. The
 * content is not checked, so an invalid document with balanced brackets is returned like any other
 * and rejected alone. A document above the limit is skipped and only its {@linkplain
 * #OVERSIZED_HEAD first bytes} are kept, so memory is bounded by the limit, not by the answer. Not
 * thread-safe.
 */
public final class DocumentStream implements DocumentCursor {

  /** The number of bytes kept of an oversized document. */
  public static final int OVERSIZED_HEAD = 1_024;

  private static final int[] BYTE_ORDER_MARK = {0xEF, 0xBB, 0xBF};

  private enum Place {
    BEFORE_ARRAY,
    BEFORE_FIRST,
    AFTER_COMMA,
    AFTER_ARRAY,
    END
  }

  private final AnswerBuffer answer;
  private final FrameScanner frame;
  private Place place = Place.BEFORE_ARRAY;
  private long documents;

  /**
   * A stream over an unread answer; closing it closes the answer.
   *
   * @param maxDocumentBytes larger documents are skipped
   */
  public DocumentStream(InputStream in, int maxDocumentBytes) {
    this.answer = new AnswerBuffer(in, maxDocumentBytes);
    this.frame = new FrameScanner(answer);
  }

  @Override
  public boolean next() throws IOException {
    answer.startElement();
    if (place == Place.BEFORE_ARRAY) {
      openArray();
    }
    return switch (place) {
      case BEFORE_ARRAY -> throw new AssertionError("the array was opened");
      case BEFORE_FIRST, AFTER_COMMA -> nextElement();
      case AFTER_ARRAY -> end();
      case END -> false;
    };
  }

  @Override
  public byte[] buffer() {
    return answer.element();
  }

  @Override
  public int offset() {
    return answer.elementOffset();
  }

  @Override
  public int length() {
    return answer.elementLength();
  }

  @Override
  public boolean oversized() {
    return answer.oversized();
  }

  @Override
  public long documentBytes() {
    return answer.elementBytes();
  }

  @Override
  public long documents() {
    return documents;
  }

  /** The number of bytes read of the answer, which runs ahead of the documents. */
  public long bytesRead() {
    return answer.bytesRead();
  }

  @Override
  public void close() throws IOException {
    answer.close();
  }

  /** Consumes the opening bracket and a byte order mark before it, if any. */
  private void openArray() throws IOException {
    if (answer.skipWhiteSpace() == BYTE_ORDER_MARK[0]) {
      for (int expected : BYTE_ORDER_MARK) {
        take(expected);
      }
    }
    take('[');
    place = Place.BEFORE_FIRST;
  }

  private void take(int expected) throws IOException {
    int found = answer.skipWhiteSpace();
    if (found != expected) {
      throw found < 0
          ? cutOff("it ends before the array")
          : malformed("it begins with " + quote(found));
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
      throw cutOff("it ends inside the array");
    }
    if (first == ']' || first == ',') {
      throw malformed("there is no document before " + quote(first));
    }
    answer.startElement();
    place =
        switch (frame.passElement()) {
          case COMMA -> Place.AFTER_COMMA;
          case END_OF_ARRAY -> Place.AFTER_ARRAY;
          case END_OF_ANSWER -> throw cutOff("it ends inside a document");
          case STRAY_BRACKET -> throw malformed("a closing bracket has no opening one");
        };
    documents++;
    return true;
  }

  private boolean end() throws IOException {
    if (answer.skipWhiteSpace() >= 0) {
      throw malformed("something follows the array");
    }
    place = Place.END;
    return false;
  }

  private static String quote(int b) {
    return "'" + Printable.of(Character.toString(b)) + "'";
  }

  private MalformedAnswerException malformed(String problem) {
    return new MalformedAnswerException(problem, false, answer.at(), documents);
  }

  private MalformedAnswerException cutOff(String problem) {
    return new MalformedAnswerException(problem, true, answer.at(), documents);
  }
}
