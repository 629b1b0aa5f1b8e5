package dev.millrace.cli.deadletter;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.operator.deadletter.DeadLetter;
import dev.millrace.operator.deadletter.DeadLetterGroup;
import dev.millrace.operator.deadletter.DeadLetterRound.Ended;
import dev.millrace.queue.sqs.Delivery;
import java.util.List;
import java.util.TreeMap;

/** The results of the commands for dead letters as JSON: one object on one line. */
final class DeadLetterJson {

  private static final JsonMapper JSON = new JsonMapper();

  private DeadLetterJson() {}

  static String list(List<DeadLetterGroup> groups, long deadSlicesWithoutLetter, Ended ended) {
    ObjectNode node = JSON.createObjectNode();
    ArrayNode array = node.putArray("groups");
    for (DeadLetterGroup group : groups) {
      array
          .addObject()
          .put("queue", group.queue())
          .put("type", group.type())
          .put("reason", group.reason())
          .put("letters", group.count())
          .put("oldest", group.oldest().toString());
    }
    return line(
        node.put("dead_slices_without_letter", deadSlicesWithoutLetter)
            .put("complete", ended.complete()));
  }

  /** One letter. */
  static String show(DeadLetter letter) {
    Delivery delivery = letter.delivery();
    ObjectNode object =
        JSON.createObjectNode()
            .put("queue", letter.from().name())
            .put("type", letter.type())
            .put("reason", letter.reason())
            .put("id", delivery.id())
            .put("sent_at", delivery.sentAt().toString())
            .put("receive_count", delivery.receiveCount())
            .put("body", delivery.body());
    object.set("attributes", JSON.valueToTree(new TreeMap<>(delivery.attributes())));
    return object.toString();
  }

  static String drop(int letters, int deadSlices, boolean dryRun) {
    return line(
        JSON.createObjectNode()
            .put("dry_run", dryRun)
            .put("dropped", letters)
            .put("slices_still_dead", deadSlices));
  }

  private static String line(ObjectNode node) {
    return node + "\n";
  }
}
