package dev.millrace.cli.via;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A command for a function.
 *
 * @param arguments as on a command line, without the name of the program
 * @param columns width of the caller's terminal; 0 without one
 * @param changes whether the command may change data
 */
public record CommandCall(List<String> arguments, int columns, boolean changes) {

  private static final JsonMapper JSON = new JsonMapper();

  public CommandCall {
    arguments = List.copyOf(arguments);
  }

  /**
   * The call that an event holds.
   *
   * @throws IllegalArgumentException when it holds none
   */
  public static CommandCall read(InputStream event) throws IOException {
    JsonNode json = JSON.readTree(event);
    if (json == null || !json.path("arguments").isArray()) {
      throw new IllegalArgumentException(
          "the event must be {\"arguments\":[…]}, the words after ./millrace, but is " + json);
    }
    List<String> arguments = new ArrayList<>();
    json.path("arguments").forEach(each -> arguments.add(each.asText()));
    return new CommandCall(
        arguments, json.path("columns").asInt(0), json.path("changes").asBoolean(false));
  }

  String json() {
    ObjectNode node = JSON.createObjectNode();
    arguments.forEach(node.putArray("arguments")::add);
    return node.put("columns", columns).put("changes", changes).toString();
  }
}
