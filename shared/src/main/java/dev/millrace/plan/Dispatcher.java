package dev.millrace.plan;

import dev.millrace.ledger.Portions;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Runs;
import dev.millrace.ledger.Slice;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.queue.QueueSender;
import dev.millrace.queue.QueueSender.Outgoing;
import java.time.Duration;
import java.util.List;

/**
 * Sends slices to the queue of their run. Sent first and noted afterwards: a crash between the two
 * sends a message twice, which is harmless, and never none. Any number may run at once.
 * Thread-safe.
 */
public final class Dispatcher {

  private static final int PORTION = 100;

  private final Runs runs;
  private final Portions portions;
  private final double slicesPerSecond;
  private final QueueSender imports;
  private final QueueSender backfills;
  private final MessageCodec codec = new MessageCodec();

  /**
   * @param slicesPerSecond of all backfills together
   */
  public Dispatcher(Runs runs, double slicesPerSecond, QueueSender imports, QueueSender backfills) {
    this.runs = runs;
    this.portions = runs.portions();
    this.slicesPerSecond = slicesPerSecond;
    this.imports = imports;
    this.backfills = backfills;
  }

  /** Sends what is planned and due: live slices, then what backfills may send by now. */
  public int sendDue() {
    return sendLive() + sendPortions();
  }

  /**
   * Sends all slices of live runs that are planned and due.
   *
   * @return how many
   */
  public int sendLive() {
    int sent = 0;
    List<Slice> due = runs.due(PORTION);
    while (!due.isEmpty()) {
      send(due);
      sent += due.size();
      due = runs.due(PORTION);
    }
    return sent;
  }

  /**
   * Sends of the backfills what their rate allows until the next sweep.
   *
   * @return how many
   */
  public int sendPortions() {
    List<Slice> portion = portions.take(slicesPerSecond);
    for (int from = 0; from < portion.size(); from += PORTION) {
      send(portion.subList(from, Math.min(from + PORTION, portion.size())));
    }
    return portion.size();
  }

  /**
   * Sends once more what was sent that long ago and has not been taken.
   *
   * @return how many; at most a portion, the rest is for the next call
   */
  public int sendSilentAgain(Duration age) {
    List<Slice> silent = runs.silent(age, PORTION);
    send(silent);
    return silent.size();
  }

  private void send(List<Slice> slices) {
    for (RunKind kind : RunKind.values()) {
      List<Slice> ofKind = slices.stream().filter(slice -> slice.kind() == kind).toList();
      QueueSender sender =
          switch (kind) {
            case SCHEDULE, HEAL, RECHECK -> imports;
            case BACKFILL -> backfills;
          };
      if (!ofKind.isEmpty()) {
        sender.send(ofKind.stream().map(this::message).toList());
        runs.sent(ofKind);
      }
    }
  }

  private Outgoing message(Slice slice) {
    String body = codec.encode(new SliceMessage(slice.id(), slice.type(), slice.window()));
    return new Outgoing(body, slice.type(), Duration.ZERO);
  }
}
