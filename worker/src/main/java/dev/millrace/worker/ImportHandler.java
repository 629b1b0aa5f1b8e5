package dev.millrace.worker;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.StoredTypes;
import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.Counts;
import dev.millrace.ledger.RevokedException;
import dev.millrace.message.BucketsMessage;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.message.WindowMessage;
import dev.millrace.plan.AggregateHints;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Dispatcher;
import dev.millrace.plan.UnknownTypeException;
import dev.millrace.queue.Delivery;
import dev.millrace.queue.Handler;
import dev.millrace.queue.MessageContext;
import dev.millrace.queue.Outcome;
import dev.millrace.queue.SendFailedException;
import dev.millrace.worker.ingest.Imported;
import dev.millrace.worker.ingest.SliceImporter;
import dev.millrace.worker.ingest.SliceLimits;
import dev.millrace.worker.lookup.LookupFailedException;
import dev.millrace.worker.mapping.MissingHashKeyException;
import dev.millrace.worker.source.SourceAwayException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Handles the import and the backfill queue: imports slices, plans windows. What fails a slice is
 * turned into an outcome here; whether the attempt counts depends on where the cause lies.
 * Thread-safe.
 */
final class ImportHandler implements Handler {

  private static final Logger log = LoggerFactory.getLogger(ImportHandler.class);

  private final StoredTypes types;
  private final Attempts attempts;
  private final SliceImporter importer;
  private final SourceTrouble trouble;
  private final SliceLimits limits;
  private final LongSupplier nanoTime;
  private final AggregateHints hints;
  private final Backfills backfills;
  private final Dispatcher dispatcher;
  private final MessageCodec codec = new MessageCodec();
  private final Queue<Attempt> owed = new ConcurrentLinkedQueue<>();

  /**
   * @param limits what goes beyond them is split; on Lambda there may be less time
   * @param nanoTime as of {@link System#nanoTime}
   */
  ImportHandler(
      StoredTypes types,
      Attempts attempts,
      SliceImporter importer,
      SourceTrouble trouble,
      SliceLimits limits,
      LongSupplier nanoTime,
      AggregateHints hints,
      Backfills backfills,
      Dispatcher dispatcher) {
    this.types = types;
    this.attempts = attempts;
    this.importer = importer;
    this.trouble = trouble;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.hints = hints;
    this.backfills = backfills;
    this.dispatcher = dispatcher;
  }

  @Override
  public Outcome handle(Delivery delivery, MessageContext hold) {
    return switch (codec.decode(delivery.body())) {
      case SliceMessage slice -> importSlice(slice, delivery, hold);
      case WindowMessage window -> planWindow(window, delivery);
      case BucketsMessage _ ->
          new Outcome.DeadLetter(
              Outcome.Cause.MISPLACED, "a hint to aggregate belongs on the aggregate queue");
    };
  }

  private Outcome planWindow(WindowMessage window, Delivery delivery) {
    // What was sent once more after it had been given up still means the window that it meant.
    backfills.plan(window, delivery.firstId(), delivery.firstSentAt(), types.load());
    dispatcher.sendDue();
    return new Outcome.Done();
  }

  private Outcome importSlice(SliceMessage message, Delivery delivery, MessageContext hold) {
    giveBackOwed();
    Duration blocked = trouble.blocked();
    if (blocked.isPositive()) {
      return new Outcome.Retry(blocked);
    }
    return switch (attempts.claim(message.id(), message.type())) {
      case Claim.Claimed(Attempt attempt) -> run(attempt, delivery, hold);
      case Claim.Busy(Duration left) -> new Outcome.Retry(left);
      case Claim.Settled _ -> new Outcome.Done(true);
      case Claim.Dead(String reason, long run) ->
          new Outcome.DeadLetter(reason).with("run", Long.toString(run));
      case Claim.UnknownSlice _ ->
          new Outcome.DeadLetter(
              Outcome.Cause.UNKNOWN_SLICE, "the ledger knows no slice %d".formatted(message.id()));
      case Claim.UnknownType _ -> throw new UnknownTypeException(message.type());
    };
  }

  private Outcome run(Attempt claimed, Delivery delivery, MessageContext hold) {
    MDC.put("type", claimed.type());
    MDC.put("slice", Long.toString(claimed.slice()));
    hold.onBeat(() -> renew(claimed));
    try {
      DocumentType type =
          types
              .find(claimed.type())
              .filter(imported -> !imported.countOnly())
              .orElseThrow(() -> new UnknownTypeException(claimed.type()));
      Attempt attempt = claimed.writtenAs(type.version());
      switch (importer.run(attempt, type, limits(attempt, hold))) {
        case Imported.Whole(Counts counts) -> {
          attempts.finish(attempt);
          log.info("{} {} done: {}", attempt.type(), attempt.window(), counts);
        }
        case Imported.CutShort(Counts counts, String limit) -> {
          split(attempt, limit);
          log.info("{} {} wrote {}", attempt.type(), attempt.window(), counts);
        }
      }
      hint(attempt);
      return new Outcome.Done();
    } catch (Exception e) {
      // An interrupt also ends reads and statements, with the exceptions of these.
      return Thread.interrupted() || e instanceof InterruptedException
          ? interrupted(claimed, delivery, hold, e)
          : afterFailure(claimed, delivery, hold, e);
    } finally {
      MDC.clear();
    }
  }

  /** Enough of the time is kept for the last batch and for the split. */
  private SliceLimits limits(Attempt attempt, MessageContext hold) {
    return attempt.window().seconds() == 1
        ? SliceLimits.NONE
        : limits.within(hold.left(nanoTime.getAsLong()).multipliedBy(3).dividedBy(4));
  }

  private void split(Attempt attempt, String reason) {
    attempts.split(attempt, reason);
    log.info("{} {} is split: {}", attempt.type(), attempt.window(), reason);
    try {
      dispatcher.sendDue();
    } catch (SdkException | SendFailedException e) {
      log.warn("the halves are not sent, the sweep will see to it: {}", e.getMessage());
    }
  }

  private void hint(Attempt attempt) {
    try {
      hints.send(attempt.type(), attempt.window());
    } catch (SdkException | SendFailedException e) {
      log.warn("no hint to aggregate was sent, the sweep will see to it: {}", e.getMessage());
    }
  }

  private Outcome afterFailure(
      Attempt attempt, Delivery delivery, MessageContext hold, Exception e) {
    return switch (e) {
      case RevokedException revoked -> {
        log.warn("{}", revoked.getMessage());
        yield new Outcome.Retry(Duration.ofSeconds(1));
      }
      case SourceAwayException away -> {
        try {
          yield sourceAway(attempt, delivery, away);
        } catch (InterruptedException interrupt) {
          yield interrupted(attempt, delivery, hold, interrupt);
        }
      }
      case LookupFailedException lookup -> lookupFailed(attempt, lookup);
      case DatabaseException away when away.away() -> databaseAway(attempt, delivery, away);
      case MissingHashKeyException missing -> keyMissing(attempt, delivery, missing);
      default -> failed(attempt, delivery, e.getClass().getSimpleName() + ": " + e.getMessage(), e);
    };
  }

  private Outcome sourceAway(Attempt attempt, Delivery delivery, SourceAwayException e)
      throws InterruptedException {
    String reason = String.valueOf(e.getMessage());
    boolean tooMuch =
        e.kind() == SourceAwayException.Kind.TOO_SLOW && attempt.window().seconds() > 1;
    // What failed once may be an outage that ended a moment ago.
    boolean again = delivery.receiveCount() > 1;
    if ((tooMuch || again) && trouble.isTheSlices(attempt, e)) {
      if (tooMuch) {
        split(attempt, reason);
        return new Outcome.Done();
      }
      return failed(attempt, delivery, "the source answers others, but: " + reason, e);
    }
    giveBack(attempt, reason);
    Duration delay = trouble.pause(e).orElseGet(() -> delivery.backoff());
    log.warn("{} {}: {}; again in {}", attempt.type(), attempt.window(), e.getMessage(), delay);
    return new Outcome.Retry(delay);
  }

  /** Neither the slice's fault nor a reason to store less than is known. */
  private Outcome lookupFailed(Attempt attempt, LookupFailedException e) {
    log.warn(
        "{} {}: {}; again in {}", attempt.type(), attempt.window(), e.getMessage(), e.retryAfter());
    giveBack(attempt, String.valueOf(e.getMessage()));
    return new Outcome.Retry(e.retryAfter());
  }

  private Outcome databaseAway(Attempt attempt, Delivery delivery, DatabaseException e) {
    Duration delay = delivery.backoff();
    log.warn("the database is away: {}; again in {}", e.getMessage(), delay);
    giveBack(attempt, "the database was away: " + e.getMessage());
    return new Outcome.Retry(delay);
  }

  /** Nothing is wrong with the slice: it waits until somebody has set the key. */
  private Outcome keyMissing(Attempt attempt, Delivery delivery, MissingHashKeyException e) {
    Duration delay = delivery.backoff();
    log.error("{} {}: {}; again in {}", attempt.type(), attempt.window(), e.getMessage(), delay);
    giveBack(attempt, String.valueOf(e.getMessage()));
    return new Outcome.Retry(delay);
  }

  private void giveBack(Attempt attempt, String reason) {
    try {
      attempts.giveBack(attempt, reason);
    } catch (DatabaseException e) {
      log.warn("attempt {} is given back later: {}", attempt.number(), e.getMessage());
      owed.add(attempt);
    }
  }

  /**
   * Gives back what a database that was away could not take. All others wait for that, or one of
   * them could claim such a slice before.
   */
  synchronized void giveBackOwed() {
    for (Attempt attempt = owed.peek(); attempt != null; attempt = owed.peek()) {
      attempts.giveBack(attempt, "the database was away");
      owed.remove(attempt);
    }
  }

  /** Too long counts as a failure of the slice; a worker that stops does not. */
  private Outcome interrupted(
      Attempt attempt, Delivery delivery, MessageContext hold, Exception e) {
    if (hold.lost()) {
      return failed(attempt, delivery, "it took longer than a message may", e);
    }
    giveBack(attempt, "the worker was stopped");
    return new Outcome.Retry(Duration.ZERO);
  }

  private Outcome failed(Attempt attempt, Delivery delivery, String reason, Exception e) {
    if (attempts.fail(attempt, reason)) {
      log.error("{} {} is dead: {}", attempt.type(), attempt.window(), reason, e);
      return new Outcome.DeadLetter(reason)
          .with("run", Long.toString(attempt.run()))
          .with("exception", e.toString());
    }
    Duration delay = delivery.backoff();
    log.warn("{} {} failed, again in {}", attempt.type(), attempt.window(), delay, e);
    return new Outcome.Retry(delay);
  }

  private void renew(Attempt attempt) {
    try {
      attempts.renew(attempt);
    } catch (RevokedException | DatabaseException e) {
      log.debug("lease of attempt {} not renewed: {}", attempt.number(), e.getMessage());
    }
  }
}
