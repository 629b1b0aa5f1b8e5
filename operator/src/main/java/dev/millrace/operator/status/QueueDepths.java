package dev.millrace.operator.status;

import dev.millrace.operator.status.Status.QueueDepth;
import dev.millrace.queue.DeadLetters;
import dev.millrace.queue.sqs.QueueState;
import dev.millrace.queue.sqs.SqsQueue;
import dev.millrace.settings.AwsFaults;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The numbers of messages of the queues, so far as they answer.
 *
 * @param depths by name; null for an unavailable queue
 * @param failure why the first unavailable one is; null while all answer
 */
record QueueDepths(Map<String, @Nullable QueueDepth> depths, @Nullable String failure) {

  /** Asks them on a thread of their own, while the caller asks the database. */
  static CompletableFuture<QueueDepths> asked(Map<String, SqsQueue> queues) {
    return CompletableFuture.supplyAsync(
        () -> of(queues), task -> Thread.ofPlatform().name("queues").daemon().start(task));
  }

  /** Asks them in turn; when SQS itself cannot be reached, only the first one. */
  private static QueueDepths of(Map<String, SqsQueue> queues) {
    Map<String, @Nullable QueueDepth> depths = new LinkedHashMap<>();
    @Nullable String failure = null;
    boolean reachable = true;
    for (Map.Entry<String, SqsQueue> queue : queues.entrySet()) {
      @Nullable QueueDepth depth = null;
      if (reachable) {
        try {
          QueueState state = queue.getValue().state();
          SqsQueue deadLetters = DeadLetters.queueOf(queue.getValue(), state);
          depth = new QueueDepth(state.messages(), deadLetters.depth());
        } catch (SdkException e) {
          reachable = !(e instanceof SdkClientException);
          failure = failure == null ? AwsFaults.reason(e) : failure;
        }
      }
      depths.put(queue.getKey(), depth);
    }
    return new QueueDepths(depths, failure);
  }

  /** The messages on each queue; null for an unavailable one. */
  Map<String, @Nullable Long> messages() {
    Map<String, @Nullable Long> messages = new LinkedHashMap<>();
    depths.forEach((name, depth) -> messages.put(name, depth == null ? null : depth.messages()));
    return messages;
  }
}
