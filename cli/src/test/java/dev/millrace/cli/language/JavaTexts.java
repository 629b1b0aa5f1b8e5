package dev.millrace.cli.language;

import dev.millrace.cli.language.Page.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The texts of a Java source that people read: string literals and text blocks of two words or
 * more, such as errors, log lines, descriptions and reports. Concatenated literals are one text.
 * SQL is left out.
 */
final class JavaTexts {

  private static final Pattern PROSE = Pattern.compile("[a-z']{2,}[,;:]? [a-z'%]{1,}");
  private static final Pattern SQL =
      Pattern.compile(
          "\\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|REPLACE|FROM|WHERE|JOIN|VALUES|ORDER BY)\\b");

  private final String source;
  private final List<Piece> texts = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private int begun;
  private int position;

  private JavaTexts(String source) {
    this.source = source;
  }

  static List<Piece> of(String source) {
    JavaTexts texts = new JavaTexts(source);
    texts.scan();
    return texts.texts;
  }

  private void scan() {
    while (position < source.length()) {
      char c = source.charAt(position);
      if (source.startsWith("//", position)) {
        skipTo("\n");
      } else if (source.startsWith("/*", position)) {
        skipTo("*/");
        position += 2;
      } else if (source.startsWith("\"\"\"", position)) {
        position += 3;
        literal("\"\"\"");
      } else if (c == '"') {
        position++;
        literal("\"");
      } else if (c == '\'') {
        position += source.charAt(position + 1) == '\\' ? 3 : 2;
        skipTo("'");
        position++;
      } else {
        if (!Character.isWhitespace(c) && c != '+') {
          end();
        }
        position++;
      }
    }
    end();
  }

  private void literal(String quote) {
    if (text.isEmpty()) {
      begun = position;
    }
    while (!source.startsWith(quote, position)) {
      if (source.charAt(position) == '\\') {
        text.append(source, position, position + 2);
        position++;
      } else {
        text.append(source.charAt(position));
      }
      position++;
    }
    position += quote.length();
  }

  private void end() {
    if (PROSE.matcher(text).find() && !SQL.matcher(text).find()) {
      int line = 1 + (int) source.substring(0, begun).chars().filter(c -> c == '\n').count();
      texts.add(new Piece(text.toString(), line));
    }
    text.setLength(0);
  }

  private void skipTo(String end) {
    int found = source.indexOf(end, position);
    position = found < 0 ? source.length() : found;
  }
}
