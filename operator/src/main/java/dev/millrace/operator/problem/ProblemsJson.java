package dev.millrace.operator.problem;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** The problems as JSON. */
public final class ProblemsJson {

  private static final JsonMapper JSON = new JsonMapper();

  private ProblemsJson() {}

  /** One object on one line. */
  public static String of(Problems problems) {
    ObjectNode node = JSON.createObjectNode();
    node.put("at", problems.at().toString());
    ObjectNode counts = node.putObject("counts");
    for (ProblemKind kind : ProblemKind.values()) {
      counts.put(kind.text(), problems.count(kind));
    }
    ArrayNode groups = node.putArray("groups");
    problems.groups().forEach(group -> put(groups.addObject(), group));
    return node.put("complete", problems.complete()) + "\n";
  }

  private static void put(ObjectNode node, Problem group) {
    node.put("kind", group.kind().text());
    if (!group.queue().isEmpty()) {
      node.put("queue", group.queue());
    }
    node.put("type", group.type())
        .put("cause", group.cause())
        .put("count", group.count())
        .put("first", group.first().toString())
        .put("last", group.last().toString());
    Instant next = group.nextTry();
    if (next != null) {
      node.put("next_try", next.toString());
    }
    node.put("sample", group.sample());
    Long slice = group.slice();
    if (slice != null) {
      node.put("slice", slice);
    }
    node.put("reason", group.part()).put("remedy", group.remedy()).put("command", group.command());
  }
}
