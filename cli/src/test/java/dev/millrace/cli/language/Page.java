package dev.millrace.cli.language;

import static java.util.Locale.ROOT;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown page.
 *
 * @param file absolute
 */
public record Page(Path file, String text) {

  private static final Pattern FENCE =
      Pattern.compile("(?m)^ *```.*?\n(.*?)^ *```", Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|srcset|href)=\"([^\"]+)\"");

  /** A piece of a page and the line it begins in. */
  public record Piece(String text, int line) {}

  static Page read(Path file) {
    return new Page(file, Tree.text(file));
  }

  public String name() {
    return Tree.name(file);
  }

  /**
   * The prose and the commented commands, with their lines kept: without quoted output, code spans,
   * targets of links and, in the glossary, the last column, which lists the words not to use.
   */
  String prose() {
    String prose =
        CODE.matcher(FENCE.matcher(text).replaceAll(Page::commands))
            .replaceAll("``")
            .replaceAll("\\]\\([^)\\s]+\\)", "]");
    return name().equals("docs/glossary.md")
        ? prose.replaceAll("(?m)^(\\|.*\\|)[^|\n]*\\|$", "$1")
        : prose;
  }

  /** Where the page links to, as it is written. */
  List<Piece> links() {
    List<Piece> links = new ArrayList<>();
    Matcher matcher = LINK.matcher(withoutFences());
    while (matcher.find()) {
      String target = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      links.add(new Piece(target, line(matcher.start())));
    }
    return links;
  }

  /** The anchors of its headings, as GitHub makes them. */
  Set<String> anchors() {
    Set<String> anchors = new HashSet<>();
    Map<String, Integer> met = new HashMap<>();
    Matcher matcher = HEADING.matcher(withoutFences());
    while (matcher.find()) {
      String anchor =
          matcher
              .group(1)
              .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
              .toLowerCase(ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-');
      int before = met.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }
    return anchors;
  }

  /** Its code spans, and the lines of its fenced blocks without their comments. */
  public List<Piece> code() {
    List<Piece> pieces = new ArrayList<>();
    Matcher spans = CODE.matcher(withoutFences());
    while (spans.find()) {
      pieces.add(new Piece(spans.group(1).replaceAll("\\s+", " ").strip(), line(spans.start())));
    }
    Matcher fences = FENCE.matcher(text);
    while (fences.find()) {
      int line = line(fences.start(1));
      for (String each : fences.group(1).split("\n", -1)) {
        pieces.add(new Piece(each.replaceFirst("(^| )#.*", "").strip(), line++));
      }
    }
    return pieces;
  }

  private static String commands(MatchResult fence) {
    return fence.group().strip().startsWith("```sh")
        ? Matcher.quoteReplacement(fence.group().replace("`", " "))
        : fence.group().replaceAll("[^\n]", "");
  }

  /** Fenced blocks become blank lines of the same length. */
  private String withoutFences() {
    return FENCE.matcher(text).replaceAll(found -> found.group().replaceAll("[^\n]", " "));
  }

  private int line(int position) {
    return 1 + (int) text.substring(0, position).chars().filter(c -> c == '\n').count();
  }
}
