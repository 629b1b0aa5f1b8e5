package dev.millrace.local.apis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a stand-in answers, whole and not compressed.
 *
 * @param stored whether the body is a compressed file, which every client gets as it is
 */
record Answer(int status, Map<String, String> headers, String body, boolean stored) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Answer(int status, Map<String, String> headers, String body) {
    this(status, headers, body, false);
  }

  Answer {
    headers = Map.copyOf(headers);
  }

  static Answer json(int status, JsonNode body) {
    try {
      return new Answer(
          status,
          Map.of("Content-Type", "application/json; charset=utf-8"),
          JSON.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  static Answer text(int status, String type, String body) {
    return new Answer(status, Map.of("Content-Type", type + "; charset=utf-8"), body);
  }

  /** A file with these lines that was compressed before. */
  static Answer file(String lines) {
    return new Answer(200, Map.of("Content-Type", "application/gzip"), lines, true);
  }

  /** The same with another header. */
  Answer with(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body, stored);
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The contents of documents as an array. */
  static ArrayNode array(Collection<HeldDocument> documents) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    documents.forEach(document -> array.add(document.content()));
    return array;
  }
}
