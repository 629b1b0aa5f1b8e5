package dev.millrace.worker.slice;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.Counts;
import dev.millrace.ledger.Next;
import dev.millrace.ledger.RevokedException;
import dev.millrace.ledger.UnclaimedSlice;
import dev.millrace.ledger.order.AttemptWatermarks;
import dev.millrace.ledger.order.LockedType;
import dev.millrace.message.SliceMessage;
import dev.millrace.plan.UnknownTypeException;
import dev.millrace.queue.MessageContext;
import dev.millrace.queue.Outcome;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.time.Window;
import dev.millrace.worker.ingest.FetchedSlice;
import dev.millrace.worker.ingest.GroupCommit;
import dev.millrace.worker.ingest.Imported;
import dev.millrace.worker.ingest.SliceImporter;
import dev.millrace.worker.ingest.SliceLimits;
import dev.millrace.worker.ingest.SliceRead;
import dev.millrace.worker.source.guard.GuardedSource.Refusal;
import dev.millrace.worker.store.FetchedDocument;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Handles the message of a slice: claims it, imports it and ends its attempt. Thread-safe. */
public final class SliceHandler {

  private static final Logger log = LoggerFactory.getLogger(SliceHandler.class);

  private static final long SHORTEST_BUSY_MILLIS = 1000;

  /** A larger slice keeps its permit while it waits for its commit, since it takes memory. */
  private static final long MOST_WAITING_BYTES = 256 << 10;

  private final StoredTypes types;
  private final Attempts attempts;
  private final SliceImporter importer;
  private final AttemptWatermarks watermarks;
  private final GroupCommit group;
  private final SliceLimits limits;
  private final LongSupplier nanoTime;
  private final SourceTrouble trouble;
  private final Splits splits;
  private final RetrySender retries;
  private final OwedAttempts owed;
  private final FailedAttempts failed;
  private final SliceListener listener;

  /**
   * @param limits larger slices are split; on Lambda there may be less time
   * @param nanoTime as of {@link System#nanoTime}
   */
  public SliceHandler(
      StoredTypes types,
      Attempts attempts,
      SliceImporter importer,
      AttemptWatermarks watermarks,
      GroupCommit group,
      SliceLimits limits,
      LongSupplier nanoTime,
      SourceTrouble trouble,
      Splits splits,
      RetrySender retries,
      OwedAttempts owed,
      SliceListener listener) {
    this.listener = listener;
    this.types = types;
    this.attempts = attempts;
    this.importer = importer;
    this.watermarks = watermarks;
    this.group = group;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.trouble = trouble;
    this.splits = splits;
    this.retries = retries;
    this.owed = owed;
    this.failed = new FailedAttempts(types, attempts, trouble, splits, retries, owed);
  }

  public Outcome handle(SliceMessage message, Delivery delivery, MessageContext hold) {
    owed.giveBack();
    Optional<Refusal> refusal = trouble.refusal(message.type());
    if (refusal.isPresent()) {
      return postpone(message, refusal.get());
    }
    MDC.put("type", message.type());
    MDC.put("slice", Long.toString(message.id()));
    try {
      // A second delivery is claimed first, so that a slice that kills its worker counts attempts.
      Optional<DocumentType> type =
          delivery.receiveCount() == 1 ? types.known(message.type()) : Optional.empty();
      return type.isPresent()
          ? fetchFirst(message, type.get(), delivery, hold)
          : claimFirst(message, delivery, hold);
    } finally {
      MDC.clear();
    }
  }

  /**
   * Fetches the first batch, and commits the slice in a group if that is all of it; otherwise
   * claims it and goes on.
   */
  private Outcome fetchFirst(
      SliceMessage message, DocumentType type, Delivery delivery, MessageContext hold) {
    long begun = nanoTime.getAsLong();
    try {
      long watermark = watermarks.of(type.name());
      try (SliceRead documents = importer.read(type, message.window())) {
        Optional<List<FetchedDocument>> all =
            documents.whole(limits(type, message.window(), hold).time());
        UnclaimedSlice slice =
            new UnclaimedSlice(
                message.id(),
                type.name(),
                message.window(),
                LockedType.of(type),
                watermark,
                Duration.ofNanos(nanoTime.getAsLong() - begun));
        if (all.isEmpty()) {
          if (attempts.claim(slice) instanceof Claim.Claimed(Attempt attempt)) {
            hold.onBeat(() -> renew(attempt));
            return run(attempt, type, documents, delivery, hold);
          }
        } else {
          FetchedSlice fetched = new FetchedSlice(slice, type, all.get());
          if (fetched.bytes() <= MOST_WAITING_BYTES) {
            hold.returnPermit();
          }
          Optional<Counts> written = group.commit(fetched);
          if (written.isPresent()) {
            log.info("{} {} done: {}", type.name(), message.window(), written.get());
            listener.done(type.name(), message.window(), written.get());
            return new Outcome.Done();
          }
        }
      }
    } catch (Exception e) {
      return unclaimed(message, delivery, hold, e);
    }
    watermarks.forget(type.name());
    return claimFirst(message, delivery, hold);
  }

  /** After a failure before the slice was claimed. */
  private Outcome unclaimed(
      SliceMessage message, Delivery delivery, MessageContext hold, Exception e) {
    boolean interrupted = Thread.interrupted() || e instanceof InterruptedException;
    if (interrupted && !hold.lost()) {
      return new Outcome.Retry(Duration.ZERO);
    }
    if (!interrupted && e instanceof DatabaseException) {
      return claimFirst(message, delivery, hold);
    }
    Exception cause = interrupted ? new InterruptedException() : e;
    return claim(message, attempt -> failed(attempt, delivery, hold, cause));
  }

  private Outcome claimFirst(SliceMessage message, Delivery delivery, MessageContext hold) {
    return claim(message, attempt -> run(attempt, delivery, hold));
  }

  private Outcome claim(SliceMessage message, Function<Attempt, Outcome> claimed) {
    return switch (attempts.claim(message.id(), message.type())) {
      case Claim.Claimed(Attempt attempt) -> claimed.apply(attempt);
      case Claim.Busy(Duration left) -> new Outcome.Retry(within(left));
      case Claim.Ended _ -> new Outcome.Done(true);
      case Claim.Dead(String reason, long run) ->
          new Outcome.DeadLetter(reason).with("run", Long.toString(run));
      case Claim.UnknownSlice _ ->
          new Outcome.DeadLetter(
              Outcome.Cause.UNKNOWN_SLICE, "slice %d is not in the ledger".formatted(message.id()));
      case Claim.UnknownType _ -> throw new UnknownTypeException(message.type());
      case Claim.Outdated _ -> throw new IllegalStateException("nothing was fetched before");
    };
  }

  /** A slice that is no longer open does not need the source. */
  private Outcome postpone(SliceMessage message, Refusal refusal) {
    Duration time = refusal.time();
    return switch (attempts.postpone(message.id(), message.type(), refusal.reason(), time)) {
      case Next.Waits waits -> {
        retries.send(message, waits);
        yield new Outcome.Done();
      }
      case Next.Dead _, Next.Unchanged _ -> new Outcome.Retry(within(time));
    };
  }

  /**
   * A random time up to the given one, so that many messages that wait for the same lease do not
   * return together.
   */
  private static Duration within(Duration left) {
    long longest = Math.max(left.toMillis(), SHORTEST_BUSY_MILLIS);
    return Duration.ofMillis(
        ThreadLocalRandom.current().nextLong(SHORTEST_BUSY_MILLIS, longest + 1));
  }

  private Outcome run(Attempt claimed, Delivery delivery, MessageContext hold) {
    hold.onBeat(() -> renew(claimed));
    try {
      DocumentType type =
          types
              .imported(claimed.type())
              .orElseThrow(() -> new UnknownTypeException(claimed.type()));
      Attempt attempt = claimed.writtenAs(type.version());
      try (SliceRead documents = importer.read(type, attempt.window())) {
        return run(attempt, type, documents, delivery, hold);
      }
    } catch (Exception e) {
      return failed(claimed, delivery, hold, e);
    }
  }

  private Outcome run(
      Attempt attempt,
      DocumentType type,
      SliceRead documents,
      Delivery delivery,
      MessageContext hold) {
    try {
      switch (importer.run(attempt, type, documents, limits(type, attempt.window(), hold))) {
        case Imported.Whole(Counts counts) -> {
          log.info("{} {} done: {}", attempt.type(), attempt.window(), counts);
          listener.done(attempt.type(), attempt.window(), counts);
        }
        case Imported.CutShort(Counts counts, String limit) -> {
          splits.split(attempt, limit, 0, type.grain());
          log.info("{} {} wrote {}", attempt.type(), attempt.window(), counts);
          listener.split(attempt.type(), counts);
        }
      }
      return new Outcome.Done();
    } catch (Exception e) {
      return failed(attempt, delivery, hold, e);
    }
  }

  private Outcome failed(Attempt attempt, Delivery delivery, MessageContext hold, Exception e) {
    listener.failed(attempt.type());
    return failed.end(attempt, delivery, hold, e);
  }

  /**
   * Reserves time for the last batch and for the split. What cannot be cut, or would be read again
   * as a whole for each half, has no limit.
   */
  private SliceLimits limits(DocumentType type, Window window, MessageContext hold) {
    return type.readsOn() || !window.divisible(type.grain())
        ? SliceLimits.NONE
        : limits.within(hold.left(nanoTime.getAsLong()).multipliedBy(3).dividedBy(4));
  }

  private void renew(Attempt attempt) {
    try {
      attempts.renew(attempt);
    } catch (RevokedException | DatabaseException e) {
      log.debug("lease of attempt {} not renewed: {}", attempt.number(), e.getMessage());
    }
  }
}
