package dev.millrace.operator.slice;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.operator.slice.SliceStatus.Relative;
import dev.millrace.time.Window;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A slice as JSON. */
public final class SliceJson {

  private SliceJson() {}

  /** One object on one line. */
  public static String of(SliceStatus status) {
    SliceStatus.Row slice = status.slice();
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("at", status.at().toString())
        .put("slice", slice.id())
        .put("run", slice.run())
        .put("kind", slice.kind().text())
        .put("paused", slice.paused())
        .put("type", slice.type());
    put(node, slice.window())
        .put("state", slice.state().text())
        .put("planned_at", slice.planned().toString())
        .put("not_before", slice.notBefore().toString());
    moment(node, "ended_at", slice.ended());
    node.put("retries", slice.retries()).put("redrives", slice.redrives());
    text(node, "definition_version", slice.definitionVersion());
    text(node, "error", slice.error());
    status.counted().ifPresent(attempt -> put(node.putObject("documents"), attempt.documents()));
    ArrayNode attempts = node.putArray("attempts");
    status.attempts().forEach(attempt -> put(attempts.addObject(), attempt));
    put(node.putArray("parents"), status.parents());
    put(node.putArray("halves"), status.halves());
    ArrayNode rejected = node.putArray("rejected");
    status
        .rejected()
        .forEach(
            document ->
                rejected
                    .addObject()
                    .put("document", document.document())
                    .put("reason", document.reason())
                    .put("path", document.path()));
    return node + "\n";
  }

  private static void put(ObjectNode node, SliceAttempt attempt) {
    node.put("attempt", attempt.number())
        .put("worker", attempt.worker())
        .put("state", attempt.state())
        .put("started_at", attempt.started().toString())
        .put("lease_until", attempt.leaseUntil().toString());
    moment(node, "ended_at", attempt.ended());
    put(node.putObject("documents"), attempt.documents());
    text(node, "error", attempt.error());
  }

  private static void put(ObjectNode node, SliceAttempt.Documents documents) {
    node.put("fetched", documents.fetched());
    documents.classes().forEach(node::put);
    node.put("unaccounted", documents.unaccounted());
  }

  private static void put(ArrayNode list, List<Relative> slices) {
    for (Relative slice : slices) {
      put(list.addObject().put("slice", slice.id()), slice.window())
          .put("state", slice.state().text());
    }
  }

  private static ObjectNode put(ObjectNode node, Window window) {
    return node.put("from", Instant.ofEpochSecond(window.from()).toString())
        .put("to", Instant.ofEpochSecond(window.to()).toString());
  }

  private static void moment(ObjectNode node, String field, @Nullable Instant moment) {
    if (moment != null) {
      node.put(field, moment.toString());
    }
  }

  private static void text(ObjectNode node, String field, @Nullable String text) {
    if (text != null) {
      node.put(field, text);
    }
  }
}
