package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.DocumentPaths;
import dev.millrace.catalogue.Each;
import dev.millrace.catalogue.OccurredAt;
import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.catalogue.value.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Prevents a definition from storing in one line what another line hashes or drops. */
final class PersonalData {

  private final Section section;
  private final Problems problems;
  private final List<JsonPath> dropped;
  private final List<JsonPath> hashed = new ArrayList<>();

  private PersonalData(
      Section section, Problems problems, List<JsonPath> dropped, List<JsonPath> hashed) {
    this.section = section;
    this.problems = problems;
    this.dropped = dropped;
    this.hashed.addAll(hashed);
  }

  static void check(
      Section section,
      Problems problems,
      OccurredAt occurredAt,
      @Nullable Each each,
      List<JsonPath> drop,
      List<Column> columns) {
    PersonalData data =
        new PersonalData(section, problems, drop, DocumentPaths.hashed(each, columns));
    data.checkPlaces();
    data.checkOpen(
        "occurred_at", DocumentPaths.of(occurredAt.from(), occurredAt.ofElement(), each));
    if (each != null) {
      data.checkOpen("each", each.from());
      if (each.key() != null) {
        data.checkOpen("each", DocumentPaths.of(each.key(), true, each));
      }
    }
    columns.forEach(column -> data.checkColumn(column, each));
  }

  private void checkPlaces() {
    Stream.concat(dropped.stream(), hashed.stream())
        .filter(path -> path.segments().isEmpty() || !path.segments().getFirst().equals("data"))
        .forEach(
            path ->
                problems.at(
                    section.place("drop"),
                    "'%s' cannot be hashed or dropped; only /data and the paths below it can"
                        .formatted(path)));
  }

  private void checkOpen(String key, JsonPath path) {
    Stream.concat(dropped.stream(), hashed.stream())
        .filter(personal -> isBelow(path, personal))
        .forEach(
            personal ->
                problems.at(
                    section.place(key),
                    "%s reads '%s', which '%s' hashes or drops; remove one of them"
                        .formatted(key, path, personal)));
  }

  private void checkColumn(Column column, @Nullable Each each) {
    DocumentPaths.of(column.origin(), each)
        .forEach(
            path -> {
              dropped.stream()
                  .filter(personal -> isBelow(path, personal))
                  .forEach(personal -> at(column, "which is dropped by '%s'".formatted(personal)));
              hashed.stream()
                  .filter(
                      personal -> isBelow(path, personal) && !storesHash(column, path, personal))
                  .forEach(
                      personal ->
                          at(
                              column,
                              "where another column hashes '%s', write hash: true"
                                  .formatted(personal)));
            });
  }

  /** A JSON column holds the hash in place of the value, like the raw document. */
  private static boolean storesHash(Column column, JsonPath path, JsonPath personal) {
    return path.segments().size() == personal.segments().size()
        && (column.hashed() || column.type() instanceof ColumnType.Json);
  }

  private void at(Column column, String why) {
    problems.at(
        place(column),
        "column '%s' reads %s, %s; or remove one of them"
            .formatted(column.name(), column.origin().place(), why));
  }

  private Node place(Column column) {
    Node columns = section.place("columns");
    return columns instanceof MappingNode mapping
        ? mapping.getValue().stream()
            .map(NodeTuple::getKeyNode)
            .filter(key -> key instanceof ScalarNode name && name.getValue().equals(column.name()))
            .findFirst()
            .orElse(columns)
        : columns;
  }

  /** Whether a path leads to the other one or below it. */
  private static boolean isBelow(JsonPath path, JsonPath other) {
    if (path.segments().size() < other.segments().size()) {
      return false;
    }
    for (int i = 0; i < other.segments().size(); i++) {
      String a = path.segments().get(i);
      String b = other.segments().get(i);
      if (!a.equals(b) && !a.equals(DocumentPaths.EVERY) && !b.equals(DocumentPaths.EVERY)) {
        return false;
      }
    }
    return true;
  }
}
