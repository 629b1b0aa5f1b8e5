package dev.millrace.text;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/**
 * Escapes everything that {@link Printable} does, except line feeds and tabs, which separate lines
 * and columns. Not thread-safe.
 */
public final class PrintableWriter extends FilterWriter {

  private static final int NONE = -1;

  /** The first half of a pair whose second half is still missing. */
  private int high = NONE;

  public PrintableWriter(Writer out) {
    super(out);
  }

  @Override
  public void write(int c) throws IOException {
    write(new char[] {(char) c}, 0, 1);
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    write(text.toCharArray(), offset, length);
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    StringBuilder printable = new StringBuilder(length + 16);
    for (int i = offset; i < offset + length; i++) {
      add(printable, text[i]);
    }
    out.write(printable.toString());
  }

  private void add(StringBuilder printable, char c) {
    if (high != NONE && Character.isLowSurrogate(c)) {
      Printable.append(printable, Character.toCodePoint((char) high, c));
      high = NONE;
      return;
    }
    endHalfPair(printable);
    if (Character.isHighSurrogate(c)) {
      high = c;
    } else if (c == '\n' || c == '\t') {
      printable.append(c);
    } else {
      Printable.append(printable, c);
    }
  }

  private void endHalfPair(StringBuilder printable) {
    if (high != NONE) {
      Printable.append(printable, high);
      high = NONE;
    }
  }

  @Override
  public void close() throws IOException {
    StringBuilder rest = new StringBuilder();
    endHalfPair(rest);
    out.write(rest.toString());
    super.close();
  }
}
