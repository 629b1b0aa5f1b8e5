package dev.millrace.cli.terminal;

import dev.millrace.text.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Colours parts of text that is complete and laid out. The text stays the same without colours.
 * Immutable.
 */
public final class Paint {

  /** The code of a colour that is readable on dark and light terminals. */
  public enum Colour {
    RED(31),
    GREEN(32),
    YELLOW(33),
    BLUE(34),
    MAGENTA(35),
    CYAN(36),
    GREY(90),
    BOLD(1);

    private final int code;

    Colour(int code) {
      this.code = code;
    }
  }

  /** The part of a line, from {@code start} to before {@code end}, in a colour. */
  private record Part(int start, int end, Colour colour) {}

  private record Rule(Pattern pattern, Colour colour) {}

  private final List<Rule> rules;

  private Paint(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  public static Paint none() {
    return new Paint(List.of());
  }

  /**
   * Also colours every match of a pattern in a line, or its first group if it has one. Of rules
   * that overlap, the first wins.
   */
  public Paint with(Colour colour, String pattern) {
    List<Rule> more = new ArrayList<>(rules);
    more.add(new Rule(Pattern.compile(pattern), colour));
    return new Paint(more);
  }

  /** Prints lines, in colour where the terminal shows it. */
  public void print(PrintWriter out, String text) {
    if (Terminal.of(out).colour()) {
      SafeOutput.terminal(out).print(of(text));
    } else {
      out.print(text);
    }
    out.flush();
  }

  /** The text in colour. Its own control characters are escaped. */
  String of(String text) {
    return text.lines().map(line -> line(Printable.of(line)) + "\n").collect(Collectors.joining());
  }

  private String line(String line) {
    List<Part> parts = new ArrayList<>();
    for (Rule rule : rules) {
      Matcher matcher = rule.pattern().matcher(line);
      while (matcher.find()) {
        int group = matcher.groupCount() > 0 ? 1 : 0;
        Part part = new Part(matcher.start(group), matcher.end(group), rule.colour());
        if (parts.stream().noneMatch(o -> o.start() < part.end() && part.start() < o.end())) {
          parts.add(part);
        }
      }
    }
    parts.sort((a, b) -> Integer.compare(b.start(), a.start()));
    StringBuilder painted = new StringBuilder(line);
    for (Part part : parts) {
      painted.insert(part.end(), "\u001b[0m");
      painted.insert(part.start(), "\u001b[%dm".formatted(part.colour().code));
    }
    return painted.toString();
  }
}
