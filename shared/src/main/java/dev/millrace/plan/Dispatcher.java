package dev.millrace.plan;

import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.run.Portions;
import dev.millrace.ledger.run.Reservations;
import dev.millrace.ledger.run.Runs;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.QueueSender.Outgoing;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sends slices to the queue of their run: reserves them, so that no two processes send the same
 * slice, sends them, and notes that. After a crash in between, a message is sent again when the
 * reservation ends after a minute, which is harmless; none is lost. Any number may run at once.
 * Thread-safe.
 */
public final class Dispatcher {

  /** A sweep re-sends slices that have been silent for this time. */
  public static final Duration SILENCE = Duration.ofMinutes(15);

  /** Slices reserved and sent at a time, so that few are sent twice after a crash. */
  private static final int SENT_AT_A_TIME = 100;

  /** Slices read at a time. */
  private static final int READ_AT_A_TIME = 5000;

  private final Runs runs;
  private final Portions portions;
  private final Reservations reservations;
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
    this.reservations = runs.reservations();
    this.slicesPerSecond = slicesPerSecond;
    this.imports = imports;
    this.backfills = backfills;
  }

  /** Sends planned, due slices: scheduled ones, then those that backfills may send now. */
  public int sendDue() {
    return sendScheduled() + sendPortions();
  }

  /**
   * Sends all planned, due slices of scheduled runs.
   *
   * @return how many
   */
  public int sendScheduled() {
    int sent = 0;
    List<Slice> due;
    do {
      due = runs.due(READ_AT_A_TIME);
      for (List<Slice> part : parts(due)) {
        List<Slice> reserved = reservations.reserve(part);
        send(reserved);
        sent += reserved.size();
      }
    } while (due.size() == READ_AT_A_TIME);
    return sent;
  }

  /**
   * Sends slices of backfills, as their rate allows until the next sweep.
   *
   * @return how many
   */
  public int sendPortions() {
    List<Slice> portion = portions.take(slicesPerSecond);
    parts(portion).forEach(this::send);
    return portion.size();
  }

  /**
   * Re-sends slices sent at least that time ago and not claimed since.
   *
   * @return how many; at most 100, the rest is for the next call
   */
  public int sendSilentAgain(Duration age) {
    List<Slice> silent = reservations.reserveSilent(runs.silent(age, SENT_AT_A_TIME), age);
    send(silent);
    return silent.size();
  }

  private void send(List<Slice> slices) {
    send(imports, slices.stream().filter(slice -> !slice.bulk()).toList());
    send(backfills, slices.stream().filter(Slice::bulk).toList());
  }

  private void send(QueueSender sender, List<Slice> slices) {
    if (slices.isEmpty()) {
      return;
    }
    try {
      sender.send(slices.stream().map(this::message).toList());
    } catch (RuntimeException e) {
      release(slices, e);
      throw e;
    }
    runs.sent(slices);
  }

  /** Lets the next sweep send them at once. */
  private void release(List<Slice> slices, RuntimeException cause) {
    try {
      reservations.release(slices);
    } catch (DatabaseException e) {
      cause.addSuppressed(e);
    }
  }

  private static List<List<Slice>> parts(List<Slice> slices) {
    return IntStream.range(0, Math.ceilDiv(slices.size(), SENT_AT_A_TIME))
        .mapToObj(i -> part(slices, i * SENT_AT_A_TIME))
        .toList();
  }

  private static List<Slice> part(List<Slice> slices, int from) {
    return slices.subList(from, Math.min(from + SENT_AT_A_TIME, slices.size()));
  }

  private Outgoing message(Slice slice) {
    String body = codec.encode(new SliceMessage(slice.id(), slice.type(), slice.window()));
    return new Outgoing(body, slice.type(), Duration.ZERO);
  }
}
