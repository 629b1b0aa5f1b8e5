package dev.millrace.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.text.JsonProblem;
import dev.millrace.time.UnixSeconds;
import dev.millrace.time.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads messages as JSON, version 1. Unknown fields are ignored; every other problem is
 * named. Immutable and thread-safe.
 */
public final class MessageCodec {

  private static final int VERSION = 1;
  private static final int QUOTED = 100;

  /** Built by the first message: some commands neither send nor read any. */
  private static final class Json {
    static final JsonMapper MAPPER =
        JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  }

  public String encode(Message message) {
    ObjectNode node = Json.MAPPER.createObjectNode().put("version", VERSION);
    switch (message) {
      case SliceMessage(long id, String type, Window window) ->
          node.put("kind", "slice")
              .put("id", id)
              .put("type", type)
              .put("from", window.from())
              .put("to", window.to());
      case BucketsMessage(String type, Window window) ->
          node.put("kind", "buckets")
              .put("type", type)
              .put("from", window.from())
              .put("to", window.to());
      case WindowMessage(List<String> types, var from, var to) -> {
        node.put("kind", "window");
        if (!types.isEmpty()) {
          types.forEach(node.putArray("types")::add);
        }
        if (from != null) {
          node.put("timestamp_from", from);
        }
        if (to != null) {
          node.put("timestamp_to", to);
        }
      }
    }
    return node.toString();
  }

  /**
   * Reads a message.
   *
   * @throws InvalidMessageException when it is not JSON, of an unknown kind or version, or a field
   *     is missing or wrong
   */
  public Message decode(String body) {
    JsonNode node = parse(body);
    if (!node.isObject()) {
      throw new InvalidMessageException("not a JSON object: " + quote(body));
    }
    if (node.has("version")
        && !node.path("version").equals(Json.MAPPER.getNodeFactory().numberNode(1))) {
      throw new InvalidMessageException(
          "unknown version %s, this program reads version 1"
              .formatted(quote(node.path("version").toString())));
    }
    return switch (kind(node)) {
      case "slice" -> new SliceMessage(integer(node, "id"), text(node, "type"), window(node));
      case "buckets" -> new BucketsMessage(text(node, "type"), window(node));
      case "window" -> asked(node);
      case String kind ->
          throw new InvalidMessageException(
              "unknown kind '%s', known are slice, window and buckets".formatted(quote(kind)));
    };
  }

  private JsonNode parse(String body) {
    try {
      return Json.MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new InvalidMessageException(
          "not JSON: %s in %s".formatted(JsonProblem.of(e), quote(body)));
    }
  }

  private static String kind(JsonNode node) {
    if (node.hasNonNull("kind")) {
      return text(node, "kind");
    }
    if (node.has("types") || node.has("timestamp_from") || node.has("timestamp_to")) {
      return "window";
    }
    throw new InvalidMessageException("no 'kind', and none of the fields of a window");
  }

  private static WindowMessage asked(JsonNode node) {
    Long from = seconds(node, "timestamp_from");
    Long to = seconds(node, "timestamp_to");
    if (from != null && to != null && from >= to) {
      throw new InvalidMessageException(
          "'timestamp_from' must be before 'timestamp_to', but is %d and not before %d"
              .formatted(from, to));
    }
    return new WindowMessage(types(node), from, to);
  }

  private static Window window(JsonNode node) {
    long from = integer(node, "from");
    long to = integer(node, "to");
    try {
      return new Window(from, to);
    } catch (IllegalArgumentException e) {
      throw new InvalidMessageException("'from' and 'to' are wrong: " + e.getMessage());
    }
  }

  private static List<String> types(JsonNode node) {
    JsonNode types = node.path("types");
    if (types.isMissingNode() || types.isNull()) {
      return List.of();
    }
    if (!types.isArray() || types.isEmpty()) {
      throw new InvalidMessageException(
          "'types' must be a list of document types, but is " + quote(types.toString()));
    }
    List<String> names = new ArrayList<>();
    for (JsonNode type : types) {
      if (!type.isTextual()) {
        throw new InvalidMessageException(
            "'types' holds %s, which is not text".formatted(quote(type.toString())));
      }
      names.add(type.textValue());
    }
    return names;
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      throw missing(field);
    }
    if (!value.isTextual()) {
      throw new InvalidMessageException(
          "'%s' must be text, but is %s".formatted(field, quote(value.toString())));
    }
    return value.textValue();
  }

  private static long integer(JsonNode node, String field) {
    Long value = optionalInteger(node, field);
    if (value == null) {
      throw missing(field);
    }
    return value;
  }

  private static @Nullable Long optionalInteger(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new InvalidMessageException(
          "'%s' must be a whole number, but is %s".formatted(field, quote(value.toString())));
    }
    return value.longValue();
  }

  private static @Nullable Long seconds(JsonNode node, String field) {
    Long value = optionalInteger(node, field);
    if (value != null && UnixSeconds.looksLikeMilliseconds(value)) {
      throw new InvalidMessageException(
          "'%s' is %d, which looks like milliseconds; use seconds, %d"
              .formatted(field, value, value / 1000));
    }
    return value;
  }

  private static InvalidMessageException missing(String field) {
    return new InvalidMessageException("'%s' is missing".formatted(field));
  }

  private static String quote(String text) {
    return text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "…";
  }
}
