package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.DocumentPaths;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.Each;
import dev.millrace.catalogue.Mapping;
import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.http.Order;
import dev.millrace.catalogue.http.Pages;
import dev.millrace.catalogue.http.Partition;
import dev.millrace.catalogue.value.JsonPath;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Finds the keys of {@code source:} that contradict each other. */
final class SourceChecks {

  private final Section section;
  private final Problems problems;
  private final HttpSource source;

  SourceChecks(Section section, Problems problems, HttpSource source) {
    this.section = section;
    this.problems = problems;
    this.source = source;
  }

  void check() {
    checkNames();
    checkWindow();
    checkPages();
    if (source.ofLines()) {
      checkLines();
    }
    checkCount();
  }

  /** Two keys that set the same parameter. */
  private void checkNames() {
    Map<String, String> users = new HashMap<>();
    source.params().keySet().forEach(name -> users.put(name, "params"));
    use(users, source.window().from(), "window");
    use(users, source.window().to(), "window");
    use(users, source.pages().param(), "pages");
    if (section.place("for") instanceof MappingNode values) {
      values.getValue().stream()
          .map(NodeTuple::getKeyNode)
          .filter(ScalarNode.class::isInstance)
          .map(name -> ((ScalarNode) name).getValue())
          .filter(name -> section.has("for") && !source.mentions("{" + name + "}"))
          .forEach(name -> use(users, name, "for"));
    }
  }

  private void use(Map<String, String> users, @Nullable String name, String key) {
    if (name != null) {
      String other = users.putIfAbsent(name, key);
      if (other != null) {
        problems.at(
            section.place(key),
            "the parameter '%s' is set by %s and by %s; keep one".formatted(name, other, key));
      }
    }
  }

  /**
   * A bound that no request says is found by the order of the documents. Without one, each slice
   * would read everything on that side of it.
   */
  private void checkWindow() {
    if (!section.has("window")) {
      return;
    }
    if (!source.saysFrom() && source.order() != Order.DESCENDING) {
      problems.at(
          section.place("window"),
          "no request says where the window begins, so each slice would read everything before its"
              + " end; write from: and the name of the parameter, or order: descending if the"
              + " newest documents come first");
    }
    if (!source.saysTo() && source.order() == null) {
      problems.at(
          section.place("window"),
          "no request says where the window ends, so each slice would read everything after its"
              + " start; write to: and the name of the parameter, or the order of the documents"
              + " (with ascending, a slice ends at its last document; with descending or none, each"
              + " slice reads all newer documents, so a backfill is one slice)");
    }
  }

  private void checkPages() {
    if (source.pages() instanceof Pages.LastId && source.id().size() > 1) {
      problems.at(
          section.place("pages"),
          "last_id needs one id, but id has %d paths; write cursor or another form"
              .formatted(source.id().size()));
    }
  }

  /** Lines have nothing around them that could say more. */
  private void checkLines() {
    String inside = "documents: lines has one document a line and nothing around them; ";
    switch (source.pages()) {
      case Pages.NextUrl _, Pages.Cursor _ ->
          problems.at(section.place("pages"), inside + "write link, page or offset");
      case Pages.LastId(_, var more) when more != null ->
          problems.at(section.place("pages"), inside + "remove more, so that an empty page ends");
      default -> {}
    }
    if (source.ok() != null) {
      problems.at(section.place("ok"), inside + "remove ok");
    }
    if (source.count() != null && source.count().url() == null) {
      problems.at(section.place("count"), inside + "write the url of a request that counts");
    }
  }

  private void checkCount() {
    if (source.count() == null) {
      return;
    }
    if (section.has("window") && (!source.saysFrom() || !source.saysTo())) {
      problems.at(
          section.place("count"),
          "a request with one bound counts more than the window; write both bounds below window, or"
              + " remove count");
    }
    if (source.count().url() == null) {
      return;
    }
    try {
      String other =
          String.valueOf(
              URI.create(source.count().url().replaceAll("\\{[A-Za-z_]*}", "0")).getRawAuthority());
      if (!other.equals(source.host())) {
        problems.at(
            section.place("count"),
            "the count is on the host '%s', but only '%s' is asked; write a url there"
                .formatted(other, source.host()));
      }
    } catch (IllegalArgumentException _) {
      // an invalid url is reported already
    }
  }

  /** Finds paths that lead to no place of a document as the mapping reads it. */
  static void checkPaths(Section definition, Problems problems, Mapping mapping) {
    Places places = new Places(problems, ForParser.of(definition));
    if (mapping.accept() != null) {
      places.check(definition.place("accept"), "accept", mapping.accept());
    }
    Each each = mapping.each();
    if (each != null) {
      places.check(definition.place("each"), "each", each.from());
    }
    JsonPath moment =
        DocumentPaths.of(mapping.occurredAt().from(), mapping.occurredAt().ofElement(), each);
    places.check(definition.place("occurred_at"), "occurred_at", moment);
    Section columns = definition.mapping("columns", "");
    if (columns != null) {
      for (Column column : mapping.columns()) {
        DocumentPaths.of(column.origin(), each)
            .forEach(
                path ->
                    places.check(
                        columns.place(column.name()),
                        "column '%s'".formatted(column.name()),
                        path));
      }
    }
  }

  /** The document of a source is below {@code /data}, and its value of for below {@code /for}. */
  private record Places(Problems problems, List<Partition> values) {

    private static final Set<String> ENVELOPE = Set.of("id", "timestamp", "data");

    void check(Node place, String reader, JsonPath path) {
      if (path.segments().isEmpty() || ENVELOPE.contains(path.segments().getFirst())) {
        return;
      }
      if (values.stream().anyMatch(value -> path.segments().equals(List.of("for", value.name())))) {
        return;
      }
      boolean ofValue = path.segments().getFirst().equals("for") && !values.isEmpty();
      problems.at(
          place,
          ofValue
              ? "%s reads '%s', but the name below for is '%s'; write /for/%s"
                  .formatted(reader, path, values.getFirst().name(), values.getFirst().name())
              : "%s reads '%s', but the documents of a source are below /data; write /data%s"
                  .formatted(reader, path, path));
    }
  }

  /** Compares the rechecks of a type with what its source keeps. */
  static void checkKept(
      Section definition, Problems problems, HttpSource source, List<Duration> recheck) {
    Duration keeps = source.keeps();
    if (keeps != null && !recheck.isEmpty() && recheck.getLast().compareTo(keeps) >= 0) {
      problems.at(
          definition.place(definition.has("recheck") ? "recheck" : "source"),
          ("a recheck after %s finds nothing, since the source keeps documents for %s; write"
                  + " shorter ages")
              .formatted(hours(recheck.getLast()), hours(keeps)));
    }
  }

  /**
   * Refuses a promise that a source of files breaks every day, and one that cannot be broken: what
   * the source no longer has is not expected.
   */
  static void checkFresh(
      Section definition, Problems problems, HttpSource source, @Nullable Duration fresh) {
    if (fresh == null) {
      return;
    }
    Duration file = Duration.ofSeconds(source.grain());
    if (source.files() != null && fresh.compareTo(file) <= 0) {
      problems.at(
          definition.place("fresh"),
          ("the first second of a file is %s old before the file is complete; write a longer age"
                  + " than that")
              .formatted(hours(file)));
    }
    Duration keeps = source.keeps();
    if (keeps != null && fresh.compareTo(keeps) >= 0) {
      problems.at(
          definition.place("fresh"),
          ("documents older than %s are not expected, since the source keeps no older ones; write a"
                  + " shorter age")
              .formatted(hours(keeps)));
    }
  }

  /** Compares what the types of a definition ask of their source with what that allows. */
  static void checkDemand(
      Section definition, Problems problems, HttpSource source, DocumentType type, int types) {
    long atRest =
        types
            * source.requestsAnHour(type.schedule().sliceWidth(), type.schedule().recheck().size());
    BigDecimal rate = source.rate();
    if (rate != null && source.allowedAnHour() < atRest) {
      problems.at(
          definition.place("source"),
          ("at rest %s %d requests per hour, but rate %s allows %d; write a wider slice_width or"
                  + " fewer rechecks")
              .formatted(
                  types == 1 ? "the type needs" : "the %d values of for need".formatted(types),
                  atRest,
                  rate.toPlainString(),
                  source.allowedAnHour()));
    }
  }

  private static String hours(Duration time) {
    return time.toHours() % 24 == 0 ? time.toDays() + "d" : time.toHours() + "h";
  }
}
