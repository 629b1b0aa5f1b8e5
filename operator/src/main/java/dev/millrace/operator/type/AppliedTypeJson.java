package dev.millrace.operator.type;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.ImportSchedule;
import dev.millrace.fleet.SourceFailure;
import dev.millrace.operator.type.AppliedType.Version;
import dev.millrace.time.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** An applied type as JSON. */
public final class AppliedTypeJson {

  private AppliedTypeJson() {}

  /** One object on one line. */
  public static String of(AppliedType applied) {
    CountedType type = applied.type();
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("type", type.name())
        .put("version", type.version())
        .put("applied_at", applied.appliedAt().toString())
        .put("table", type.table())
        .put("enabled", type.enabled())
        .put("count_only", type.imported().isEmpty());
    type.imported().map(DocumentType::schedule).ifPresent(schedule -> put(node, schedule));
    node.put("definition", type.yaml());
    versions(node, applied);
    lateness(node.putObject("lateness"), applied.lateness());
    source(node.putObject("source"), applied.source());
    return node + "\n";
  }

  private static void put(ObjectNode node, ImportSchedule schedule) {
    node.put("slice_width", schedule.sliceWidth().toString());
    Instant since = schedule.since();
    if (since != null) {
      node.put("since", since.toString());
    }
    Duration fresh = schedule.fresh();
    if (fresh != null) {
      node.put("fresh_seconds", fresh.toSeconds());
    }
  }

  private static void versions(ObjectNode node, AppliedType applied) {
    long covered = applied.coveredSeconds();
    long older = applied.older().stream().mapToLong(Version::seconds).sum();
    node.put("covered_seconds", covered).put("older_seconds", older);
    applied.olderHull().ifPresent(hull -> put(node.putObject("older"), hull));
    ArrayNode versions = node.putArray("versions");
    for (Version version : applied.versions()) {
      ObjectNode each =
          versions
              .addObject()
              .put("version", version.version())
              .put("applied", version.version().equals(applied.type().version()))
              .put("seconds", version.seconds())
              .put("share", (double) version.seconds() / covered);
      put(each, version.hull());
    }
  }

  private static void put(ObjectNode node, Window window) {
    node.put("from", Instant.ofEpochSecond(window.from()).toString())
        .put("to", Instant.ofEpochSecond(window.to()).toString());
  }

  private static void lateness(ObjectNode node, Lateness lateness) {
    node.put("measured", lateness.measured()).put("open", lateness.open());
    ArrayNode enough = node.putArray("enough_seconds");
    lateness.enough().stream().map(Duration::toSeconds).forEach(enough::add);
    ArrayNode ages = node.putArray("ages");
    for (Lateness.Age age : lateness.ages()) {
      ages.addObject()
          .put("age_seconds", age.age().toSeconds())
          .put("defined", age.defined())
          .put("slices", age.slices())
          .put("fetched", age.fetched())
          .put("inserted", age.inserted())
          .put("updated", age.updated());
    }
  }

  private static void source(ObjectNode node, AppliedType.Source source) {
    String name = source.name();
    if (name != null) {
      node.put("name", name);
    }
    BigDecimal rate = source.rate();
    if (rate != null) {
      node.put("rate", rate);
    }
    node.put("booked_milliseconds", source.bookedMillis());
    SourceFailure failure = source.failure();
    if (failure != null) {
      node.put("failure", failure.failure())
          .put("since_seconds", failure.sinceSeconds())
          .put("next_probe_seconds", failure.nextSeconds());
    }
  }
}
