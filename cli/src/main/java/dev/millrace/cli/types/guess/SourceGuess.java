package dev.millrace.cli.types.guess;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.text.Printable;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A block {@code source:} guessed from one answer of an API, each guess with a comment. Pure. */
public final class SourceGuess {

  private static final Pattern MOVES = Pattern.compile("(?i).*(updat|modif|chang|edit).*");
  private static final Pattern NEXT_URL = Pattern.compile("(?i)next(_?(url|link|page|href))?");
  private static final Pattern NEXT_CURSOR =
      Pattern.compile("(?i)(next_?)?(page_?token|cursor|continuation(_?token)?|next)");
  private static final Pattern MORE = Pattern.compile("(?i)has_?more|more|has_?next(_?page)?");
  private static final Pattern TOTAL =
      Pattern.compile("(?i)total(_?(count|items|results|elements))?|count|num(ber)?_?found");
  private static final Pattern SECONDS = Pattern.compile("1\\d{9}(\\.\\d+)?");

  private final URI url;
  private final SampleAnswer answer;
  private final List<JsonNode> documents;
  private final @Nullable String nextLink;

  /**
   * @param nextLink a link to the next page in a header; null without one
   */
  public SourceGuess(URI url, SampleAnswer answer, @Nullable String nextLink) {
    this.url = url;
    this.answer = answer;
    this.documents = answer.documents();
    this.nextLink = nextLink;
  }

  /**
   * The block, one key a line.
   *
   * @param bearer the name of the environment variable with the token; null without one
   */
  public String yaml(@Nullable String bearer) {
    StringBuilder yaml = new StringBuilder("source:\n");
    new UrlGuess(url).write(yaml, bearer);
    line(
        yaml,
        "documents: " + (answer.lines() ? "lines" : quoted(answer.place())),
        "%,d documents in the answer".formatted(documents.size()));
    id(yaml);
    timestamp(yaml);
    pages(yaml);
    answer
        .scalar(TOTAL, JsonNode::isIntegralNumber)
        .ifPresent(
            at ->
                yaml.append(
                    "  # count: { at: %s }  # %s; if it is the number of documents in the window\n"
                        .formatted(at, answer.at(at))));
    yaml.append("  # rate: 5  # the most requests per second, if the API limits them\n");
    return yaml.toString();
  }

  static void line(StringBuilder yaml, String key, String comment) {
    yaml.append("  ").append(key);
    yaml.append(comment.isEmpty() ? "\n" : "  # " + comment + "\n");
  }

  private void id(StringBuilder yaml) {
    String best = null;
    int bestRank = Integer.MAX_VALUE;
    for (String path : answer.scalars().keySet()) {
      int rank = rank(path);
      if (rank < bestRank && isUnique(path)) {
        best = path;
        bestRank = rank;
      }
    }
    if (best == null) {
      line(yaml, "id: /id", "no value is different in every document: write [/a, /b] for two");
    } else {
      line(
          yaml,
          "id: " + quoted(best),
          "%s; different in all documents".formatted(shown(documents.getFirst().at(best))));
    }
  }

  private static int rank(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    int depth = (int) path.chars().filter(c -> c == '/').count();
    int kind =
        switch (name) {
          case "id", "_id" -> 0;
          case "uuid", "guid", "sha", "key" -> 1;
          default -> name.endsWith("id") ? 2 : name.equals("ts") ? 3 : 4;
        };
    return 10 * kind + depth;
  }

  private boolean isUnique(String path) {
    Set<String> values = new HashSet<>();
    return documents.stream()
        .allMatch(
            document ->
                document.at(path).isValueNode()
                    && !document.at(path).isNull()
                    && values.add(document.at(path).asText()));
  }

  private void timestamp(StringBuilder yaml) {
    String best = null;
    String unit = "";
    int bestRank = Integer.MAX_VALUE;
    for (Map.Entry<String, PathValues> each : answer.scalars().entrySet()) {
      String as = each.getValue().as();
      boolean seconds =
          documents.stream()
              .allMatch(document -> SECONDS.matcher(document.at(each.getKey()).asText()).matches());
      if (each.getValue().values() < documents.size() || !(as.contains("timestamp") || seconds)) {
        continue;
      }
      int rank = momentRank(each.getKey());
      if (rank < bestRank) {
        bestRank = rank;
        best = each.getKey();
        int stated = as.indexOf(", unit: ");
        unit = stated >= 0 ? as.substring(stated) : seconds ? ", unit: s" : "";
      }
    }
    if (best == null) {
      line(
          yaml,
          "timestamp: { from: /created_at }",
          "no moment in every document: write the place of the one that the API selects by");
      return;
    }
    line(
        yaml,
        "timestamp: { from: %s%s%s }"
            .formatted(quoted(best), unit, MOVES.matcher(best).matches() ? ", moves: true" : ""),
        "%s; must be the moment that the API selects by"
            .formatted(shown(documents.getFirst().at(best))));
  }

  /** The API selects by a moment that lies in the window of the URL; a fixed one is better. */
  private int momentRank(String path) {
    UrlGuess asked = new UrlGuess(url);
    boolean inside =
        documents.stream()
            .map(document -> UrlGuess.moment(document.at(path).asText()))
            .allMatch(moment -> moment.filter(asked::asksFor).isPresent());
    return (inside ? 0 : 2) + (MOVES.matcher(path).matches() ? 1 : 0);
  }

  private void pages(StringBuilder yaml) {
    if (nextLink != null) {
      line(yaml, "pages: { link: next }", "the answer has a Link header");
      return;
    }
    Optional<String> nextUrl =
        answer.scalar(NEXT_URL, value -> value.asText().matches("https?://.*|/.+|\\?.+"));
    Optional<String> cursor =
        answer.scalar(NEXT_CURSOR, value -> value.isTextual() && !value.asText().isEmpty());
    Optional<String> more = answer.scalar(MORE, JsonNode::isBoolean);
    if (nextUrl.isPresent()) {
      line(yaml, "pages: { next_url: %s }".formatted(quoted(nextUrl.get())), "a URL");
    } else if (cursor.isPresent()) {
      String name = cursor.get().substring(cursor.get().lastIndexOf('/') + 1);
      String param = name.replaceFirst("(?i)^next_?", "");
      param =
          param.isEmpty()
              ? "cursor"
              : param.substring(0, 1).toLowerCase(Locale.ROOT) + param.substring(1);
      line(
          yaml,
          "pages: { cursor: { param: %s, at: %s } }".formatted(param, quoted(cursor.get())),
          "the parameter is a guess");
    } else if (more.isPresent()) {
      line(
          yaml,
          "pages: { last_id: { param: starting_after, more: %s } }".formatted(quoted(more.get())),
          "the parameter is a guess");
    } else {
      yaml.append(
          "  # pages: { page: { param: page, first: 1 } }  # if one answer is not all of a window\n");
    }
  }

  private static String shown(JsonNode value) {
    String text = Printable.of(value.toString());
    return text.length() <= 40 ? text : text.substring(0, 39) + "…";
  }

  private static String quoted(String text) {
    return DefinitionGuess.quoted(text);
  }
}
