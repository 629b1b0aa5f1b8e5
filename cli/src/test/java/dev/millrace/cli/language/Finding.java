package dev.millrace.cli.language;

/**
 * A phrase in a page, a source or a help text.
 *
 * @param place such as a file
 */
public record Finding(String place, int line, String text, String suggestion) {

  @Override
  public String toString() {
    return "%s:%d: '%s' – use: %s".formatted(place, line, text, suggestion);
  }
}
