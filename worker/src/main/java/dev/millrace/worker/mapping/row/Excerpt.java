package dev.millrace.worker.mapping.row;

/** Shortens document content to fit into messages. */
public final class Excerpt {

  private static final int MAX_MESSAGE = 500;
  private static final int MAX_QUOTE = 100;

  private Excerpt() {}

  /** A message of at most 500 characters that every database can store. */
  public static String message(String text) {
    return cut(text, MAX_MESSAGE);
  }

  /** At most 100 characters of a value, in quotes. */
  public static String quote(String value) {
    return "'" + cut(value, MAX_QUOTE) + "'";
  }

  private static String cut(String text, int length) {
    StringBuilder cut = new StringBuilder();
    int end = text.length() <= length ? text.length() : length - 1;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < end
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        cut.append(c).append(text.charAt(++i));
      } else {
        cut.append(Character.isSurrogate(c) || Character.isISOControl(c) ? '\ufffd' : c);
      }
    }
    return end < text.length() ? cut.append('…').toString() : cut.toString();
  }
}
