package dev.millrace.queue.sqs;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * What a queue says of itself.
 *
 * @param messages visible, in flight and delayed, by the queue's own estimate
 * @param deadLetterQueue the name of the queue that its redrive policy names; empty without one
 */
public record QueueState(long messages, Optional<String> deadLetterQueue) {

  private static final Pattern TARGET =
      Pattern.compile("\"deadLetterTargetArn\"\\s*:\\s*\"[^\"]*?([^:\"]+)\"");

  static QueueState of(Map<QueueAttributeName, String> attributes) {
    long messages =
        attributes.entrySet().stream()
            .filter(attribute -> attribute.getKey() != QueueAttributeName.REDRIVE_POLICY)
            .mapToLong(attribute -> Long.parseLong(attribute.getValue()))
            .sum();
    return new QueueState(
        messages, target(attributes.getOrDefault(QueueAttributeName.REDRIVE_POLICY, "")));
  }

  /** The name of the queue in a redrive policy, which is JSON with an ARN. */
  public static Optional<String> target(String redrivePolicy) {
    Matcher target = TARGET.matcher(redrivePolicy);
    return target.find() ? Optional.of(target.group(1)) : Optional.empty();
  }
}
