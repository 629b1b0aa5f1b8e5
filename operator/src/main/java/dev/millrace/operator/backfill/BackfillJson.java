package dev.millrace.operator.backfill;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.plan.TypePlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The plan of a backfill as JSON. */
public final class BackfillJson {

  /** One call for the link, and one that follows it. */
  public static final long CALLS_PER_SLICE = 2;

  private BackfillJson() {}

  /**
   * One object on one line.
   *
   * @param slicesPerSecond the rate of sending
   * @param run null if none was planned
   */
  public static String of(List<TypePlan> plans, double slicesPerSecond, @Nullable Long run) {
    ObjectNode node = new JsonMapper().createObjectNode();
    if (run != null) {
      node.put("run", run);
    }
    long slices = plans.stream().mapToLong(TypePlan::count).sum();
    node.put("slices", slices)
        .put("calls", slices * CALLS_PER_SLICE)
        .put("seconds_at_least", Math.round(slices / slicesPerSecond));
    ArrayNode types = node.putArray("types");
    for (TypePlan plan : plans) {
      ObjectNode type =
          types
              .addObject()
              .put("type", plan.type())
              .put("slices", plan.count())
              .put("width", plan.width().toString())
              .put("excluded_seconds", plan.excluded());
      if (plan.documents() >= 0) {
        type.put("documents", plan.documents());
      }
    }
    return node + "\n";
  }
}
