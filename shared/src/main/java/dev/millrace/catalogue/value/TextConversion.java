package dev.millrace.catalogue.value;

/** Scalars to texts. */
final class TextConversion {

  private TextConversion() {}

  static Conversion text(ColumnType.Text type, Scalar scalar) {
    String text = scalar.text();
    if (!isStorable(text)) {
      return new Conversion.Unfit("text without half a surrogate pair, which UTF-8 cannot hold");
    }
    if (text.length() <= type.length() || text.codePointCount(0, text.length()) <= type.length()) {
      return new Conversion.Value(text);
    }
    return switch (type.tooLong()) {
      case REJECT -> new Conversion.TooLong("at most %d characters".formatted(type.length()));
      case TRUNCATE ->
          new Conversion.Value(text.substring(0, text.offsetByCodePoints(0, type.length())));
    };
  }

  private static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
