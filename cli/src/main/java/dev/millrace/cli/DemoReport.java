package dev.millrace.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.util.List;
import java.util.Map;

/**
 * What a demo has to say at its end.
 *
 * @param events rows of {@code AllEvents}
 * @param counted sum of {@code EventCount}
 * @param seconds from the first slice planned to the last bucket counted
 */
record DemoReport(
    List<TypeCounts> types,
    Map<String, Long> slices,
    long buckets,
    long events,
    long counted,
    BusyTimes busiest,
    List<Check> checks,
    List<String> remarks,
    int replacedWorkers,
    double seconds) {

  static long number(Database database, String sql) {
    return database.transact(connection -> Sql.number(connection, sql));
  }

  boolean holds() {
    return checks.stream().allMatch(Check::holds);
  }

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

  String text() {
    StringBuilder text = new StringBuilder();
    table(text);
    text.append('\n');
    line(text, "slices", statesOfSlices());
    line(
        text,
        "buckets",
        "%,d with %,d events; %,d events in the tables".formatted(buckets, counted, events));
    long fetched = types.stream().mapToLong(TypeCounts::fetched).sum();
    line(
        text,
        "time",
        "%.1f s from the first slice planned to the last bucket counted, %,.0f documents/s"
            .formatted(seconds, fetched / Math.max(seconds, 0.001)));
    if (replacedWorkers > 0) {
      line(
          text,
          "workers",
          "%d ended before their time and were replaced".formatted(replacedWorkers));
    }
    text.append(busiest.chart());
    checks(text);
    return text.toString();
  }

  private void table(StringBuilder text) {
    String format = "%-20s %9s %9s %9s %9s %9s %9s%n";
    text.append(
        format.formatted(
            "type", "fetched", "inserted", "updated", "unchanged", "filtered", "rejected"));
    for (TypeCounts type : types) {
      text.append(
          format.formatted(
              type.type(),
              number(type.fetched()),
              number(type.inserted()),
              number(type.updated()),
              number(type.unchanged()),
              number(type.filtered()),
              number(type.rejected())));
    }
    if (types.stream().mapToLong(type -> type.inserted() + type.updated()).sum() == 0) {
      text.append("Nothing has changed since the last import.\n");
    }
    remarks.forEach(remark -> text.append("note: ").append(remark).append('\n'));
  }

  private String statesOfSlices() {
    StringBuilder states = new StringBuilder();
    slices.forEach(
        (state, count) ->
            states
                .append(states.isEmpty() ? "" : ", ")
                .append(number(count))
                .append(' ')
                .append(state));
    return states.toString();
  }

  private void checks(StringBuilder text) {
    text.append("\nchecks\n");
    for (Check check : checks) {
      text.append(
          "  %s %s  %s%n".formatted(check.name(), check.holds() ? "ok  " : "FAIL", check.claim()));
      check.differences().forEach(found -> text.append("           ").append(found).append('\n'));
    }
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("%-8s %s%n".formatted(name, value));
  }

  private static String number(long number) {
    return "%,d".formatted(number);
  }
}
