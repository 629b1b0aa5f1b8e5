package dev.millrace.catalogue.value;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Derivations of texts. */
final class TextDerivation {

  private static final String SCHEME_END = "://";

  private TextDerivation() {}

  static Conversion of(Derivation.OfText what, String text) {
    return switch (what) {
      case TRIM -> value(text.strip());
      case LOWER -> value(text.toLowerCase(Locale.ROOT));
      case UPPER -> value(text.toUpperCase(Locale.ROOT));
      case HOST -> url(text, true);
      case PATH -> url(text, false);
    };
  }

  static @Nullable Conversion part(String text, String separator, int number) {
    String[] parts = text.split(Pattern.quote(separator), -1);
    int index = number > 0 ? number - 1 : parts.length + number;
    return index < 0 || index >= parts.length ? null : value(parts[index]);
  }

  /** Not with a URL parser: URLs in real documents contain blanks, bars and braces. */
  private static Conversion url(String text, boolean host) {
    int scheme = text.indexOf(SCHEME_END);
    String rest = scheme < 1 ? "" : text.substring(scheme + SCHEME_END.length()).strip();
    int end = firstOf(rest, "/?#");
    String authority = rest.substring(rest.lastIndexOf('@', end - 1) + 1, end);
    String name =
        authority.startsWith("[")
            ? authority.substring(0, authority.indexOf(']') + 1)
            : authority.substring(0, firstOf(authority, ":"));
    if (name.isEmpty()) {
      return new Conversion.Unfit("a URL like https://host/path");
    }
    if (host) {
      return value(name.toLowerCase(Locale.ROOT));
    }
    String path = rest.substring(end);
    path = path.substring(0, firstOf(path, "?#"));
    return value(path.isEmpty() ? "/" : path);
  }

  /** The index of the first of these characters; the text's length where it has none of them. */
  private static int firstOf(String text, String characters) {
    for (int i = 0; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  private static Conversion value(String text) {
    return new Conversion.Value(Scalar.text(text));
  }
}
