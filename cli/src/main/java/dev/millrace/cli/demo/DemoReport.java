package dev.millrace.cli.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.operator.demo.BusyTimes;
import dev.millrace.operator.demo.TypeCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The results of a demo; {@link ReportText} formats them as text.
 *
 * @param rejections number of rejected documents by reason
 * @param slices number of slices by state, as in the ledger
 * @param events rows of {@code AllEvents}
 * @param counted sum of {@code EventCount}
 * @param notes irregularities of the documents, one sentence each
 * @param seconds from planning the first slice to counting the last bucket
 */
record DemoReport(
    List<TypeCounts> types,
    Map<String, Long> rejections,
    Map<String, Long> slices,
    long buckets,
    long events,
    long counted,
    BusyTimes busiest,
    List<Check> checks,
    List<String> notes,
    int replacedWorkers,
    double seconds) {

  /** The same with another check. */
  DemoReport with(Check check) {
    List<Check> more = new ArrayList<>(checks);
    more.add(check);
    return new DemoReport(
        types,
        rejections,
        slices,
        buckets,
        events,
        counted,
        busiest,
        more,
        notes,
        replacedWorkers,
        seconds);
  }

  boolean holds() {
    return checks.stream().allMatch(Check::holds);
  }

  /** One object on one line. */
  String json() {
    JsonMapper mapper = new JsonMapper();
    ObjectNode node = mapper.createObjectNode();
    ObjectNode types = node.putObject("types");
    this.types.forEach(type -> types.set(type.type(), mapper.valueToTree(type)));
    node.set("slices", mapper.valueToTree(slices));
    node.put("buckets", buckets).put("events", events).put("counted", counted);
    ObjectNode checks = node.putObject("checks");
    this.checks.forEach(check -> checks.put(check.name(), check.holds()));
    node.put("seconds", Math.round(seconds * 1000) / 1000.0);
    return node.toString();
  }
}
