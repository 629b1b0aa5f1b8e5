package dev.millrace.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.via.CommandAnswer;
import dev.millrace.cli.via.CommandCall;
import dev.millrace.cli.via.RemoteCommand;
import dev.millrace.console.PageData;
import dev.millrace.console.RefusedException;
import dev.millrace.operator.change.Signs;
import dev.millrace.operator.change.Topic;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks a function for the data of pages: each request is a call of {@code console --view} or {@code
 * console --change}. Thread-safe.
 */
public final class RemotePages implements PageData {

  private static final JsonMapper JSON = new JsonMapper();

  private static final int BAD_GATEWAY = 502;

  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final RemoteCommand function;
  private final boolean changes;
  private final LongSupplier nanoTime;

  /**
   * @param changes whether the function is the one for changes
   * @param nanoTime as of {@link System#nanoTime}
   */
  public RemotePages(RemoteCommand function, boolean changes, LongSupplier nanoTime) {
    this.function = function;
    this.changes = changes;
    this.nanoTime = nanoTime;
  }

  @Override
  public String view(String path, Map<String, String> query) {
    String parameters =
        query.entrySet().stream()
            .map(each -> encode(each.getKey()) + "=" + encode(each.getValue()))
            .collect(Collectors.joining("&"));
    return ask(ConsoleCommand.VIEW, parameters.isEmpty() ? path : path + "?" + parameters);
  }

  @Override
  public String change(String path, String body) {
    return ask(ConsoleCommand.CHANGE, path, "--body", body.isEmpty() ? "{}" : body);
  }

  /** A call every second would cost more than it tells: all may have changed after ten. */
  @Override
  public Signs signs() {
    String period = String.valueOf(nanoTime.getAsLong() / PERIOD.toNanos());
    return new Signs(
        Arrays.stream(Topic.values()).collect(Collectors.toMap(topic -> topic, _ -> period)));
  }

  private String ask(String... words) {
    List<String> arguments = Stream.concat(Stream.of("console"), Stream.of(words)).toList();
    CommandAnswer answer;
    try {
      answer = function.answer(new CommandCall(arguments, 0, changes));
    } catch (IllegalStateException e) {
      throw new RefusedException(BAD_GATEWAY, String.valueOf(e.getMessage()));
    }
    if (answer.exit() != 0) {
      throw refused(answer);
    }
    return answer.out();
  }

  /** What a page shows. */
  static String view(PageData data, String address) throws InterruptedException {
    int query = address.indexOf('?');
    if (query < 0) {
      return data.view(address, Map.of());
    }
    Map<String, String> parameters = new HashMap<>();
    for (String each : address.substring(query + 1).split("&", -1)) {
      String[] parts = each.split("=", 2);
      parameters.putIfAbsent(decode(parts[0]), parts.length == 1 ? "" : decode(parts[1]));
    }
    return data.view(address.substring(0, query), parameters);
  }

  /** How {@code console --view} says that it refuses. */
  static String refusal(RefusedException e) {
    ObjectNode node = JSON.createObjectNode();
    node.putObject("error").put("message", e.getMessage()).put("status", e.status());
    return node.toString();
  }

  private static RefusedException refused(CommandAnswer answer) {
    try {
      JsonNode error = JSON.readTree(answer.out()).path("error");
      if (error.path("status").isInt()) {
        return new RefusedException(error.path("status").asInt(), error.path("message").asText(""));
      }
    } catch (JsonProcessingException _) {
      // the command itself failed
    }
    return new RefusedException(BAD_GATEWAY, "the function says: " + answer.err().strip());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
