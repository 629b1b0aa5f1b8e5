package dev.millrace.cli.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * A described field.
 *
 * @param path such as {@code types[].gaps[].from}; {@code {name}} stands for any name
 * @param steps the names of the path; {@code []} stands for the items of a list
 */
record JsonField(String path, List<String> steps, String type, boolean nullable, boolean optional) {

  static JsonField of(String path, String type) {
    List<String> steps = List.of(path.replace("[]", ".[]").split("\\."));
    boolean optional = type.endsWith(", optional");
    String rest = type.replace(", optional", "");
    boolean nullable = rest.endsWith(" or null");
    return new JsonField(path, steps, rest.replace(" or null", ""), nullable, optional);
  }

  /** Whether a value is of the described type. */
  boolean admits(JsonNode value) {
    if (value.isNull()) {
      return nullable;
    }
    return switch (type) {
      case "text" -> value.isTextual();
      case "whole number" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "moment" -> value.isTextual() && isMoment(value.asText());
      case "any value" -> true;
      default -> throw new AssertionError("unknown type '%s' of %s".formatted(type, path));
    };
  }

  private static boolean isMoment(String text) {
    try {
      return text.endsWith("Z") && Instant.parse(text).isAfter(Instant.MIN);
    } catch (DateTimeParseException _) {
      return false;
    }
  }
}
