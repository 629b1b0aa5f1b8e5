package dev.millrace.operator.status;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.operator.status.EventCounts.TypeCounts;
import java.time.Instant;

/** The events of a window as JSON. */
public final class EventCountsJson {

  private EventCountsJson() {}

  /** One object on one line. */
  public static String of(EventCounts counts) {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("from", Instant.ofEpochSecond(counts.window().from()).toString())
        .put("to", Instant.ofEpochSecond(counts.window().to()).toString())
        .put("by", counts.step().text())
        .put("step_seconds", counts.step().seconds());
    ArrayNode types = node.putArray("types");
    for (TypeCounts each : counts.types()) {
      ObjectNode type = types.addObject().put("type", each.type()).put("total", each.total());
      put(type.putArray("events"), each.events());
      long[] covered = each.coveredSeconds();
      if (covered != null) {
        put(type.putArray("covered_seconds"), covered);
      }
    }
    return node + "\n";
  }

  private static void put(ArrayNode list, long[] numbers) {
    for (long number : numbers) {
      list.add(number);
    }
  }
}
