package dev.millrace.worker.source.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.time.Window;
import dev.millrace.worker.source.http.Tape.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answers of a source to the requests for one window, in a folder: {@value #INDEX}, and a file
 * for the body of each answer.
 *
 * @param type the name of the type, with the value of {@code for}
 */
public record Recording(String type, Window window, List<Exchange> exchanges) {

  private static final String INDEX = "recording.json";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * A request and its answer.
   *
   * @param request method, URL and body, without secrets
   */
  public record Exchange(String request, Kept answer) {}

  public Recording {
    exchanges = List.copyOf(exchanges);
  }

  /** Whether a folder has a recording. */
  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(INDEX));
  }

  /**
   * Writes it into the folder, in the place of another recording.
   *
   * @param ending of the files with bodies, such as {@code json}
   */
  public void write(Path folder, String ending) throws IOException {
    Files.createDirectories(folder);
    deleteBodies(folder);
    ObjectNode index =
        JSON.createObjectNode()
            .put("type", type)
            .put("from", Instant.ofEpochSecond(window.from()).toString())
            .put("to", Instant.ofEpochSecond(window.to()).toString());
    ArrayNode answers = index.putArray("answers");
    for (Exchange exchange : exchanges) {
      String body = "%03d.%s".formatted(answers.size() + 1, ending);
      ObjectNode answer =
          answers
              .addObject()
              .put("request", exchange.request())
              .put("status", exchange.answer().status());
      ObjectNode headers = answer.putObject("headers");
      exchange
          .answer()
          .headers()
          .forEach((name, values) -> values.forEach(headers.putArray(name)::add));
      answer.put("body", body);
      Files.write(folder.resolve(body), exchange.answer().body());
    }
    Files.writeString(folder.resolve(INDEX), JSON.writeValueAsString(index) + "\n");
  }

  private static void deleteBodies(Path folder) throws IOException {
    if (isIn(folder)) {
      for (JsonNode answer : index(folder).path("answers")) {
        Files.deleteIfExists(body(folder, answer));
      }
    }
  }

  /**
   * Reads the recording of a folder.
   *
   * @throws IOException when there is none, or it cannot be read
   */
  public static Recording read(Path folder) throws IOException {
    if (!isIn(folder)) {
      throw new IOException(
          "%s has no %s; record one with ./millrace types record".formatted(folder, INDEX));
    }
    JsonNode index = index(folder);
    List<Exchange> exchanges = new ArrayList<>();
    for (JsonNode answer : index.path("answers")) {
      Map<String, List<String>> headers = new LinkedHashMap<>();
      answer
          .path("headers")
          .properties()
          .forEach(
              header -> {
                List<String> values = new ArrayList<>();
                header.getValue().forEach(value -> values.add(value.asText()));
                headers.put(header.getKey(), values);
              });
      exchanges.add(
          new Exchange(
              answer.path("request").asText(),
              new Kept(
                  answer.path("status").asInt(),
                  headers,
                  Files.readAllBytes(body(folder, answer)))));
    }
    return new Recording(
        index.path("type").asText(),
        new Window(second(folder, index, "from"), second(folder, index, "to")),
        exchanges);
  }

  private static JsonNode index(Path folder) throws IOException {
    Path file = folder.resolve(INDEX);
    try {
      return JSON.readTree(Files.readString(file, UTF_8));
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s is not JSON (line %d); record it again"
              .formatted(file, e.getLocation() == null ? 1 : e.getLocation().getLineNr()));
    }
  }

  /** Only a file of the folder itself. */
  private static Path body(Path folder, JsonNode answer) throws IOException {
    String name = answer.path("body").asText();
    if (!name.matches("[0-9]{3,9}\\.[a-z]{1,10}")) {
      throw new IOException(
          "%s names '%s' as a body; record it again".formatted(folder.resolve(INDEX), name));
    }
    return folder.resolve(name);
  }

  private static long second(Path folder, JsonNode index, String key) throws IOException {
    try {
      return Instant.parse(index.path(key).asText()).getEpochSecond();
    } catch (DateTimeException _) {
      throw new IOException(
          "%s has no time at '%s'; record it again".formatted(folder.resolve(INDEX), key));
    }
  }
}
