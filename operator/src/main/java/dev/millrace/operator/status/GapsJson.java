package dev.millrace.operator.status;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ledger.run.Retrying;
import dev.millrace.ledger.span.Exclusions.Exclusion;
import dev.millrace.plan.Fate;
import dev.millrace.plan.Timeline.Gap;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The imported spans and the gaps of a window as JSON. */
public final class GapsJson {

  private static final int MOST_GAPS = 1000;

  private GapsJson() {}

  private static void put(ArrayNode list, Retrying slice) {
    list.addObject()
        .put("slice", slice.slice())
        .put("from", moment(slice.window().from()))
        .put("to", moment(slice.window().to()))
        .put("failures", slice.failures())
        .put("failing_seconds", slice.failingSeconds())
        .put("next_try_seconds", slice.nextSeconds())
        .put("cause", slice.cause());
  }

  /**
   * One object on one line.
   *
   * @param cells by type; empty for none
   */
  public static String of(Gaps all, Map<String, List<Cell>> cells) {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("from", moment(all.window().from())).put("to", moment(all.window().to()));
    ArrayNode array = node.putArray("types");
    for (TypeCoverage each : all.types()) {
      List<Gap> gaps = each.timeline().gaps();
      ObjectNode type = array.addObject();
      type.put("type", each.type()).put("expected_seconds", each.expectedSeconds());
      for (Fate fate : Fate.values()) {
        type.put(fate.field() + "_seconds", each.timeline().seconds(fate));
      }
      type.put("gap_seconds", each.gapSeconds()).put("gap_count", gaps.size());
      List<Cell> those = cells.get(each.type());
      if (those == null) {
        put(type.putArray("gaps"), gaps);
      } else {
        ArrayNode row = type.putArray("cells");
        those.forEach(cell -> put(row.addObject(), cell));
      }
      ArrayNode exclusions = type.putArray("exclusions");
      each.exclusions().stream().limit(MOST_GAPS).forEach(one -> put(exclusions, one));
      ArrayNode waiting = type.putArray("retrying");
      all.retryingIn(each.type()).forEach(slice -> put(waiting, slice));
    }
    return node + "\n";
  }

  private static void put(ArrayNode exclusions, Exclusion exclusion) {
    exclusions
        .addObject()
        .put("from", moment(exclusion.window().from()))
        .put("to", moment(exclusion.window().to()))
        .put("because", exclusion.because())
        .put("by", exclusion.by())
        .put("at", exclusion.at().toString());
  }

  private static void put(ArrayNode list, List<Gap> gaps) {
    gaps.stream()
        .limit(MOST_GAPS)
        .forEach(
            gap ->
                list.addObject()
                    .put("from", moment(gap.window().from()))
                    .put("to", moment(gap.window().to()))
                    .put("fate", gap.fate().text()));
  }

  private static void put(ObjectNode node, Cell cell) {
    node.put("from", moment(cell.window().from()));
    ObjectNode seconds = node.putObject("seconds");
    cell.seconds().forEach((fate, number) -> seconds.put(fate.field(), number));
    if (cell.retrying() > 0) {
      seconds.put("retrying", cell.retrying());
    }
    Long events = cell.events();
    if (events != null) {
      node.put("events", events);
    }
  }

  private static String moment(long second) {
    return Instant.ofEpochSecond(second).toString();
  }
}
