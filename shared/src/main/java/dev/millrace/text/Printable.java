package dev.millrace.text;

/**
 * Escapes code points that a terminal or a log would not show as characters: controls, line ends,
 * the controls of bidirectional writing and other invisible ones, half surrogate pairs and
 * unassigned code points. They are written as in JSON ({@code \\n}, {@code \\u202e}), so that JSON
 * text stays the same JSON.
 */
public final class Printable {

  private Printable() {}

  /** The text on one line, without invisible characters. */
  public static String of(String text) {
    int first = 0;
    while (first < text.length() && isPlain(text.charAt(first))) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    StringBuilder printable = new StringBuilder(text.length() + 16).append(text, 0, first);
    for (int i = first; i < text.length(); ) {
      int c = text.codePointAt(i);
      append(printable, c);
      i += Character.charCount(c);
    }
    return printable.toString();
  }

  static void append(StringBuilder printable, int c) {
    if (isShown(c)) {
      printable.appendCodePoint(c);
      return;
    }
    switch (c) {
      case '\n' -> printable.append("\\n");
      case '\r' -> printable.append("\\r");
      case '\t' -> printable.append("\\t");
      default -> {
        for (char unit : Character.toChars(c)) {
          printable.append("\\u%04x".formatted((int) unit));
        }
      }
    }
  }

  /** The characters of most texts. */
  private static boolean isPlain(char c) {
    return c >= ' ' && c <= '~';
  }

  private static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
