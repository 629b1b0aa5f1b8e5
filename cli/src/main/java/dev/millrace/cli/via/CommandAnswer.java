package dev.millrace.cli.via;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;

/**
 * What a command did in a function.
 *
 * @param exit its exit status
 * @param out its standard output
 * @param err its standard error
 */
public record CommandAnswer(int exit, String out, String err) {

  private static final JsonMapper JSON = new JsonMapper();

  /** A function answers 6 MB at most, in which a character may be an escape. */
  private static final int MOST_BYTES = 5_000_000;

  /** As a function answers; a failure where that would be too long. */
  public byte[] bytes() {
    byte[] bytes = json();
    return bytes.length <= MOST_BYTES
        ? bytes
        : new CommandAnswer(
                1,
                "",
                "millrace: the output has %d bytes, but a function answers at most %d; ask for less\n"
                    .formatted(bytes.length, MOST_BYTES))
            .json();
  }

  private byte[] json() {
    return JSON.createObjectNode()
        .put("exit", exit)
        .put("out", out)
        .put("err", err)
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads it.
   *
   * @throws IllegalStateException when it comes from a function of another kind
   */
  static CommandAnswer of(JsonNode json) {
    if (!json.path("exit").isInt()) {
      throw new IllegalStateException(
          "the function runs no commands: it answered %.200s".formatted(json));
    }
    return new CommandAnswer(
        json.path("exit").asInt(), json.path("out").asText(""), json.path("err").asText(""));
  }
}
