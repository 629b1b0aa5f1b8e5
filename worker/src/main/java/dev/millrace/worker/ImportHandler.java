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
import dev.millrace.message.InvalidMessageException;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.message.WindowMessage;
import dev.millrace.plan.AggregateHints;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Dispatcher;
import dev.millrace.plan.UnknownTypeException;
import dev.millrace.queue.Delivery;
import dev.millrace.queue.Handler;
import dev.millrace.queue.Hold;
import dev.millrace.queue.Outcome;
import dev.millrace.worker.ingest.SliceImporter;
import dev.millrace.worker.source.SourceAwayException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Handles the import and the backfill queue: imports slices, plans windows. Every failure is turned
 * into an outcome here; whether the attempt counts depends on where the cause lies. Thread-safe.
 */
final class ImportHandler implements Handler {

  private static final Logger log = LoggerFactory.getLogger(ImportHandler.class);

  /** An unknown type may come with a deploy that is under way; so it is waited for this often. */
  private static final int UNKNOWN_TYPE_DELIVERIES = 5;

  private final StoredTypes types;
  private final Attempts attempts;
  private final SliceImporter importer;
  private final AggregateHints hints;
  private final Backfills backfills;
  private final Dispatcher dispatcher;
  private final MessageCodec codec = new MessageCodec();

  ImportHandler(
      StoredTypes types,
      Attempts attempts,
      SliceImporter importer,
      AggregateHints hints,
      Backfills backfills,
      Dispatcher dispatcher) {
    this.types = types;
    this.attempts = attempts;
    this.importer = importer;
    this.hints = hints;
    this.backfills = backfills;
    this.dispatcher = dispatcher;
  }

  @Override
  public Outcome handle(Delivery delivery, Hold hold) throws Exception {
    try {
      return switch (codec.decode(delivery.body())) {
        case SliceMessage slice -> importSlice(slice, delivery, hold);
        case WindowMessage window -> planWindow(window, delivery);
        case BucketsMessage _ ->
            new Outcome.DeadLetter("a hint to aggregate belongs on the aggregate queue");
      };
    } catch (InvalidMessageException e) {
      return new Outcome.DeadLetter(String.valueOf(e.getMessage()));
    } catch (UnknownTypeException e) {
      return unknownType(String.valueOf(e.getMessage()), delivery);
    }
  }

  private Outcome planWindow(WindowMessage window, Delivery delivery) {
    backfills.plan(window, delivery.id(), delivery.sentAt(), types.load());
    dispatcher.sendDue();
    return new Outcome.Done();
  }

  private Outcome importSlice(SliceMessage message, Delivery delivery, Hold hold) throws Exception {
    return switch (attempts.claim(message.id(), message.type())) {
      case Claim.Claimed(Attempt attempt) -> run(attempt, delivery, hold);
      case Claim.Busy(Duration left) -> new Outcome.Retry(left);
      case Claim.Settled _ -> new Outcome.Done();
      case Claim.Dead(String reason) -> new Outcome.DeadLetter(reason);
      case Claim.UnknownSlice _ ->
          new Outcome.DeadLetter("the ledger knows no slice %d".formatted(message.id()));
      case Claim.UnknownType _ -> throw new UnknownTypeException(message.type());
    };
  }

  private Outcome run(Attempt attempt, Delivery delivery, Hold hold) throws Exception {
    MDC.put("type", attempt.type());
    MDC.put("slice", Long.toString(attempt.slice()));
    hold.onBeat(() -> renew(attempt));
    try {
      DocumentType type =
          types.find(attempt.type()).orElseThrow(() -> new UnknownTypeException(attempt.type()));
      Counts counts = importer.run(attempt.writtenAs(type.version()), type);
      attempts.finish(attempt.writtenAs(type.version()));
      log.info("{} {} done: {}", attempt.type(), attempt.window(), counts);
      hints.send(attempt.type(), attempt.window());
      return new Outcome.Done();
    } catch (RevokedException e) {
      log.warn("{}", e.getMessage());
      return new Outcome.Retry(Duration.ofSeconds(1));
    } catch (SourceAwayException e) {
      attempts.giveBack(attempt, String.valueOf(e.getMessage()));
      Duration delay = e.retryAfter().orElseGet(() -> BackOff.after(delivery));
      log.warn("{} {}: {}; again in {}", attempt.type(), attempt.window(), e.getMessage(), delay);
      return new Outcome.Retry(delay);
    } catch (DatabaseException e) {
      return e.away() ? databaseAway(attempt, delivery, e) : failed(attempt, delivery, e);
    } catch (InterruptedException e) {
      return interrupted(attempt, delivery, hold, e);
    } catch (Exception e) {
      return failed(attempt, delivery, e);
    } finally {
      MDC.clear();
    }
  }

  private Outcome databaseAway(Attempt attempt, Delivery delivery, DatabaseException e) {
    Duration delay = BackOff.after(delivery);
    log.warn("the database is away: {}; again in {}", e.getMessage(), delay);
    try {
      attempts.giveBack(attempt, "the database was away: " + e.getMessage());
    } catch (DatabaseException again) {
      log.warn("attempt {} ends with its lease: {}", attempt.number(), again.getMessage());
    }
    return new Outcome.Retry(delay);
  }

  /** Too long counts as a failure of the slice; a worker that stops does not. */
  private Outcome interrupted(
      Attempt attempt, Delivery delivery, Hold hold, InterruptedException e) {
    if (hold.lost()) {
      return failed(attempt, delivery, e);
    }
    attempts.giveBack(attempt, "the worker was stopped");
    return new Outcome.Retry(Duration.ZERO);
  }

  private Outcome failed(Attempt attempt, Delivery delivery, Exception e) {
    String reason = e.getClass().getSimpleName() + ": " + e.getMessage();
    if (attempts.fail(attempt, reason)) {
      log.error("{} {} is dead: {}", attempt.type(), attempt.window(), reason);
      return new Outcome.DeadLetter(reason);
    }
    Duration delay = BackOff.after(delivery);
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

  private static Outcome unknownType(String reason, Delivery delivery) {
    return delivery.receiveCount() <= UNKNOWN_TYPE_DELIVERIES
        ? new Outcome.Retry(BackOff.after(delivery))
        : new Outcome.DeadLetter(reason);
  }
}
