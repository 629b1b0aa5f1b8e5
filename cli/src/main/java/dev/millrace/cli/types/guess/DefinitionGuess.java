package dev.millrace.cli.types.guess;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.catalogue.Names;
import dev.millrace.text.Printable;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A definition guessed from documents of a type, with comments. Not thread-safe. */
public final class DefinitionGuess {

  /** More columns than these are comments: all as long texts must fit into a row. */
  private static final int MOST_COLUMNS = 50;

  private static final int MOST_PATHS = 300;
  private static final int DEEPEST = 6;
  private static final int LONGEST_NAME = 60;

  private static final Pattern PERSONAL =
      Pattern.compile("(?i).*(e_?mail|phone|address|passw|token|birth|ssn|(^|_)ip($|_)).*");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_/-]+");

  private final String type;
  private final Map<String, PathValues> paths = new LinkedHashMap<>();
  private long documents;

  public DefinitionGuess(String type) {
    this.type = type;
  }

  /** Adds a document of the type. */
  public void add(JsonNode document) {
    documents++;
    walk("/data", document.path("data"), 0);
  }

  private void walk(String path, JsonNode value, int depth) {
    if (value.isMissingNode() || value.isNull()) {
      return;
    }
    if (value.isObject() && !value.isEmpty() && depth < DEEPEST) {
      value
          .properties()
          .forEach(each -> walk(path + "/" + step(each.getKey()), each.getValue(), depth + 1));
    } else if (paths.containsKey(path) || paths.size() < MOST_PATHS) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      paths.computeIfAbsent(path, _ -> new PathValues(name)).add(value);
    }
  }

  private static String step(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  public long documents() {
    return documents;
  }

  /** The number of columns that are no comments. */
  public int columns() {
    return Math.min(paths.size(), MOST_COLUMNS);
  }

  /**
   * The text of the definition.
   *
   * @param file the documents, for the comment
   * @param source the lines of the block {@code source}; empty without one
   */
  public String yaml(String file, String source) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("# yaml-language-server: $schema=type.schema.json\n");
    yaml.append("# Guessed from %,d documents of %s.\n".formatted(documents, Printable.of(file)));
    yaml.append("# Behind a column: how many documents have a value, and one of these values.\n");
    yaml.append("type: ").append(quoted(type)).append('\n');
    yaml.append(source);
    yaml.append("# accept: %s  # keep only documents with a value there\n".formatted(accepted()));
    yaml.append(
        "# occurred_at: %s  # when the event happened; default: the document's timestamp\n"
            .formatted(moment()));
    arrays().ifPresent(path -> yaml.append("# each: %s  # a row per element\n".formatted(path)));
    yaml.append("columns:\n");
    int number = 0;
    Set<String> names = new HashSet<>();
    for (Map.Entry<String, PathValues> each : paths.entrySet()) {
      number++;
      String name = name(each.getKey(), names);
      yaml.append(number <= MOST_COLUMNS ? "  " : "  # ")
          .append("%s: { from: %s%s }".formatted(name, quoted(each.getKey()), each.getValue().as()))
          .append("  # ")
          .append(comment(name, each.getValue()))
          .append('\n');
    }
    return yaml.toString();
  }

  private String comment(String name, PathValues values) {
    String personal =
        PERSONAL.matcher(name).matches() ? "; personal? add hash: true, or drop it" : "";
    return "%,d of %,d, %s%s"
        .formatted(values.values(), documents, Printable.of(values.example()), personal);
  }

  private String accepted() {
    return paths.entrySet().stream()
        .filter(each -> each.getValue().values() < documents)
        .map(each -> quoted(each.getKey()))
        .findFirst()
        .orElse("/data");
  }

  private String moment() {
    return paths.entrySet().stream()
        .filter(each -> each.getValue().values() == documents && each.getValue().areMoments())
        .map(each -> quoted(each.getKey()))
        .findFirst()
        .orElse("/timestamp");
  }

  private Optional<String> arrays() {
    return paths.entrySet().stream()
        .filter(each -> each.getValue().hasArrays())
        .map(each -> quoted(each.getKey()))
        .findFirst();
  }

  /** {@code repository_full_name} of {@code /data/repository/fullName}. */
  private static String name(String path, Set<String> taken) {
    String words =
        List.of(path.split("/", -1)).stream()
            .skip(path.equals("/data") ? 1 : 2)
            .map(step -> step.replaceAll("([a-z0-9])([A-Z])", "$1_$2"))
            .collect(Collectors.joining("_"))
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "_")
            .replaceAll("^_+|_+$", "");
    String plain = words.matches("[a-z].*") ? words : "data_" + words;
    String start = plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
    String name = Names.columnProblem(start) != null ? "data_" + start : start;
    for (int i = 2; !taken.add(name); i++) {
      name = start + "_" + i;
    }
    return name;
  }

  static String quoted(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "''") + "'";
  }
}
