package dev.millrace.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words of the JSON parser for people. */
public final class JsonProblem {

  /** A place as the parser prints it, with words about its settings. */
  private static final Pattern PLACE =
      Pattern.compile(
          "\\[Source: [^;\\]]*; (?:line: (?<line>\\d+), column: (?<column>\\d+)"
              + "|byte offset: #(?<byte>\\d+)|[^\\]]*)]");

  private JsonProblem() {}

  /** The problem without its place, and with other places in short. */
  public static String of(JsonProcessingException e) {
    return PLACE
        .matcher(String.valueOf(e.getOriginalMessage()))
        .replaceAll(place -> Matcher.quoteReplacement(text(place)));
  }

  private static String text(MatchResult place) {
    if (place.group("line") != null) {
      return "line %s, column %s".formatted(place.group("line"), place.group("column"));
    }
    return place.group("byte") == null ? "an unknown place" : "byte " + place.group("byte");
  }
}
