package dev.millrace.worker.slice;

import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Next;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.run.Runs;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.QueueSender.Outgoing;
import dev.millrace.queue.sqs.SendFailedException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the next message of a slice that waits for less than a minute, with that delay, since the
 * sweep could be a minute late. The sweep handles longer waits. The current message is deleted
 * afterwards, so waiting uses up no receives; a crash in between leaves an extra message, or leaves
 * the slice to the sweep. Thread-safe.
 */
public final class RetrySender {

  private static final Logger log = LoggerFactory.getLogger(RetrySender.class);

  private static final Duration UNTIL_THE_SWEEP = Duration.ofMinutes(1);

  private final Runs runs;
  private final QueueSender imports;
  private final QueueSender backfills;
  private final MessageCodec codec = new MessageCodec();

  public RetrySender(Runs runs, QueueSender imports, QueueSender backfills) {
    this.runs = runs;
    this.imports = imports;
    this.backfills = backfills;
  }

  void send(SliceMessage message, Next.Waits waits) {
    if (waits.time().compareTo(UNTIL_THE_SWEEP) >= 0) {
      return;
    }
    Slice slice = waits.slice();
    QueueSender sender = slice.bulk() ? backfills : imports;
    try {
      sender.send(List.of(new Outgoing(codec.encode(message), message.type(), waits.time())));
      runs.sent(List.of(slice));
    } catch (SendFailedException | DatabaseException e) {
      log.warn(
          "retry of slice {} not sent; the sweep will send it: {}", slice.id(), e.getMessage());
    }
  }
}
