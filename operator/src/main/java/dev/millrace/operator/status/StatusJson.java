package dev.millrace.operator.status;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.fleet.SourceFailure;
import dev.millrace.fleet.WorkerSign;
import dev.millrace.ledger.run.Retrying;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.operator.status.Status.QueueDepth;
import dev.millrace.operator.status.Status.TypeStatus;
import dev.millrace.plan.Fate;
import dev.millrace.plan.Freshness;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The overall status as JSON. */
public final class StatusJson {

  private StatusJson() {}

  /** One object on one line. */
  public static String of(Status status) {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("at", status.at().toString()).put("summary", Summary.of(status));
    ArrayNode types = node.putArray("types");
    for (TypeStatus type : status.types()) {
      ObjectNode each =
          types
              .addObject()
              .put("type", type.type())
              .put("lag_seconds", type.lag())
              .put("behind_seconds", type.freshness().behind())
              .put("last_day", DayStrip.of(type.coverage().timeline(), status.at()))
              .put("expected_seconds", type.coverage().expectedSeconds());
      putPromise(each, type.freshness());
      for (Fate fate : EnumSet.complementOf(EnumSet.of(Fate.NOT_EXPECTED))) {
        each.put(fate.field() + "_seconds", type.coverage().timeline().seconds(fate));
      }
      each.put("last_run", type.lastRun())
          .put("last_ago_seconds", type.lastRun() == null ? null : type.lastAgo())
          .put("rejected", type.rejected())
          .put("dead_slices", type.dead())
          .put("retrying_slices", type.retrying());
      Retrying next = type.nextRetry();
      if (next != null) {
        each.putObject("next_retry")
            .put("next_try_seconds", next.nextSeconds())
            .put("cause", next.cause());
      }
    }
    ObjectNode queues = node.putObject("queues");
    status
        .queues()
        .forEach(
            (name, depth) -> {
              ObjectNode queue = queues.putObject(name);
              put(queue, depth);
            });
    node.put("queue_failure", status.queueFailure());
    node.putObject("buckets")
        .put("stale", status.marks())
        .put("oldest_mark_seconds", status.oldestMark());
    ArrayNode runs = node.putArray("runs");
    for (RunSummary run : status.runs()) {
      runs.addObject()
          .put("run", run.run())
          .put("kind", run.kind().text())
          .put("state", run.stateText())
          .put("share", run.share())
          .put("open_slices", run.openSlices())
          .put("slices", run.totalSlices());
    }
    status.otherRuns().forEach(node.putArray("other_runs")::add);
    putFleet(node, status.fleet());
    putLost(node, status.lost());
    putSources(node, status.sources());
    return node + "\n";
  }

  private static void putPromise(ObjectNode type, Freshness freshness) {
    OptionalLong promise = freshness.promise();
    type.put("fresh_seconds", promise.isPresent() ? (Long) promise.getAsLong() : null)
        .put("fresh", promise.isPresent() ? (Boolean) !freshness.broken() : null);
  }

  private static void put(ObjectNode queue, @Nullable QueueDepth depth) {
    if (depth != null) {
      queue.put("messages", depth.messages()).put("dead_letters", depth.deadLetters());
    }
  }

  static void putFleet(ObjectNode status, Fleet fleet) {
    ArrayNode workers = status.putArray("workers");
    for (WorkerSign worker : fleet.workers()) {
      workers
          .addObject()
          .put("worker", worker.name())
          .put("since_seconds", worker.sinceSeconds())
          .put("in_hand", worker.inHand())
          .put("last_sign_seconds", worker.silentSeconds());
    }
    status
        .putObject("fleet")
        .put("missing", fleet.missing())
        .put("waiting_slices", fleet.waiting())
        .put(
            "last_sign_seconds",
            fleet.lastSign().isPresent() ? (Long) fleet.lastSign().getAsLong() : null);
  }

  private static void putLost(ObjectNode status, Map<String, LostSlices> queues) {
    ArrayNode lost = status.putArray("lost_slices");
    queues.forEach(
        (queue, each) ->
            lost.addObject()
                .put("queue", queue)
                .put("slices", each.slices())
                .put("sent_again_at", each.sentAgain().toString()));
  }

  static void putSources(ObjectNode status, List<SourceFailure> failures) {
    ArrayNode sources = status.putArray("source_failures");
    for (SourceFailure failure : failures) {
      sources
          .addObject()
          .put("source", failure.source())
          .put("type", failure.type())
          .put("since_seconds", failure.sinceSeconds())
          .put("failure", failure.failure())
          .put("next_probe_seconds", failure.nextSeconds());
    }
  }
}
