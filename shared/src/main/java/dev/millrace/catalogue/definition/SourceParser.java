package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.http.DocumentMoment;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.http.Order;
import dev.millrace.catalogue.http.Pages;
import dev.millrace.catalogue.http.WindowForm;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.catalogue.value.MomentUnit;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads {@code source:}, which says how an HTTP API is asked for a window, or what files there are.
 */
public final class SourceParser {

  public static final List<String> KEYS =
      List.of(
          "url",
          "files",
          "params",
          "headers",
          "auth",
          "window",
          "method",
          "documents",
          "id",
          "timestamp",
          "pages",
          "order",
          "ok",
          "wait",
          "too_many",
          "count",
          "keeps",
          "rate",
          "for");

  /** Not a JSON Pointer: one document a line. */
  static final String LINES = "lines";

  private static final List<String> TIMESTAMP_KEYS = List.of("from", "unit", "moves");
  private static final Pattern TIME = Pattern.compile("(\\d{1,7})([smhd])");
  private static final BigDecimal MOST_RATE = new BigDecimal(1_000_000);

  private final Section section;
  private final Problems problems;

  private SourceParser(Section section, Problems problems) {
    this.section = section;
    this.problems = problems;
  }

  /** The block of a definition; null if there is none or, which is reported, it is no mapping. */
  static @Nullable HttpSource parse(Section definition, List<Duration> recheck, Problems problems) {
    Section block =
        definition.mapping("source", "source: { url: 'https://api.example.org/items', … }");
    return block == null ? null : new SourceParser(block, problems).parse(recheck);
  }

  private HttpSource parse(List<Duration> recheck) {
    section.refuseUnknown(KEYS);
    SourceRequestParser request =
        new SourceRequestParser(
            section, problems, ForParser.placeholders(ForParser.parse(section, problems)));
    if (section.has("files")) {
      return files(request, new SourceFilesParser(section, problems), recheck);
    }
    SourceWindowParser asking = new SourceWindowParser(section, problems);
    WindowForm window = asking.window();
    Pages pages = asking.pages();
    SourceAnswerParser answers = new SourceAnswerParser(section, problems);
    HttpSource source =
        new HttpSource(
            request.url(),
            request.params(),
            request.headers(),
            request.auth(),
            window,
            request.post(),
            documents(),
            id(),
            timestamp(),
            pages,
            order(),
            answers.ok(),
            answers.quota(),
            answers.tooMany(),
            answers.count(request),
            keeps(),
            rate(),
            null,
            lines());
    new SourceChecks(section, problems, source).check();
    return source;
  }

  private HttpSource files(
      SourceRequestParser request, SourceFilesParser files, List<Duration> recheck) {
    return new HttpSource(
        files.template(),
        Map.of(),
        request.headers(),
        request.auth(),
        files.window(),
        false,
        section.has("documents") ? documents() : null,
        id(),
        timestamp(),
        new Pages.Files(files.names(recheck)),
        null,
        null,
        new SourceAnswerParser(section, problems).quota(),
        null,
        null,
        keeps(),
        rate(),
        null,
        lines());
  }

  private @Nullable JsonPath documents() {
    if (!section.has("documents")) {
      problems.at(
          section.place("documents"),
          "the key 'documents' is missing; write documents: /items for the array at that place, ''"
              + " for an answer that is the array itself, or lines for one document a line");
      return null;
    }
    if (LINES.equals(section.text("documents"))) {
      return null;
    }
    JsonPath path = section.path("documents");
    return path == null ? JsonPath.parse("") : path;
  }

  private List<JsonPath> id() {
    List<JsonPath> paths = section.paths("id");
    String what = section.has("id") ? "needs a place" : "is missing";
    if (section.scalars("id").isEmpty() || paths.stream().anyMatch(JsonPath.parse("")::equals)) {
      problems.at(
          section.place("id"),
          "the key 'id' %s; write id: /id, or id: [/a, /b] for two values together"
              .formatted(what));
    }
    return paths;
  }

  private DocumentMoment timestamp() {
    if (section.has("timestamp") && section.place("timestamp") instanceof ScalarNode) {
      JsonPath from = section.path("timestamp");
      return new DocumentMoment(from == null ? JsonPath.parse("") : from, unit(null), false);
    }
    String example = "timestamp: { from: /created_at }";
    Section timestamp = section.mapping("timestamp", example);
    if (timestamp == null) {
      if (!section.has("timestamp")) {
        problems.at(
            section.place("timestamp"),
            "the key 'timestamp' is missing, the moment by which the API selects; write "
                + example);
      }
      return new DocumentMoment(JsonPath.parse(""), unit(null), false);
    }
    timestamp.refuseUnknown(TIMESTAMP_KEYS);
    return new DocumentMoment(
        timestamp.neededPath("from", "from: /created_at"),
        unit(timestamp),
        timestamp.bool("moves", false));
  }

  private MomentUnit unit(@Nullable Section timestamp) {
    return timestamp == null
        ? MomentUnit.SECONDS_OR_ISO
        : ColumnTypeParser.unit(timestamp, problems);
  }

  private @Nullable Order order() {
    String written = section.text("order");
    return switch (written) {
      case null -> null;
      case "ascending" -> Order.ASCENDING;
      case "descending" -> Order.DESCENDING;
      case "none" -> Order.NONE;
      default -> {
        problems.at(
            section.place("order"),
            "unknown order '%s'; write ascending (the oldest first), descending or none"
                .formatted(written));
        yield null;
      }
    };
  }

  private @Nullable Duration keeps() {
    Duration keeps = time(section, "keeps", problems);
    if (keeps != null && keeps.compareTo(Duration.ofHours(1)) < 0) {
      problems.at(section.place("keeps"), "keeps is shorter than an hour; write 1h or more");
    }
    return keeps;
  }

  private @Nullable BigDecimal rate() {
    String written = section.text("rate");
    if (written == null) {
      return null;
    }
    try {
      BigDecimal rate = new BigDecimal(written);
      if (rate.signum() > 0 && rate.scale() <= 6 && rate.compareTo(MOST_RATE) <= 0) {
        return rate;
      }
    } catch (NumberFormatException _) {
      // reported below, as for a number out of bounds
    }
    problems.at(
        section.place("rate"),
        "rate '%s' is not a number of requests per second; write 5, or 0.8".formatted(written));
    return null;
  }

  /** A length of time such as {@code 30d}; null if it is missing or, which is reported, none. */
  static @Nullable Duration time(Section section, String key, Problems problems) {
    String written = section.text(key);
    if (written == null) {
      return null;
    }
    Matcher matcher = TIME.matcher(written);
    if (!matcher.matches()) {
      problems.at(
          section.place(key),
          "%s '%s' is not a length of time; write seconds, minutes, hours or days such as 30d"
              .formatted(key, written));
      return null;
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private Map<String, Integer> lines() {
    Map<String, Integer> lines = new HashMap<>();
    lines.put("", line(section.place("")));
    section.entries().forEach((key, entry) -> addLines(lines, key, entry));
    return lines;
  }

  private static void addLines(Map<String, Integer> lines, String key, NodeTuple entry) {
    lines.put(key, line(entry.getKeyNode()));
    if (entry.getValueNode() instanceof MappingNode mapping) {
      for (NodeTuple child : mapping.getValue()) {
        if (child.getKeyNode() instanceof ScalarNode name) {
          addLines(lines, key + "." + name.getValue(), child);
        }
      }
    }
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
