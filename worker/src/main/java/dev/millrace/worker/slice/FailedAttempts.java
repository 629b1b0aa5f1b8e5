package dev.millrace.worker.slice;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Next;
import dev.millrace.ledger.RevokedException;
import dev.millrace.ledger.SliceState;
import dev.millrace.message.SliceMessage;
import dev.millrace.queue.MessageContext;
import dev.millrace.queue.Outcome;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.worker.lookup.LookupFailedException;
import dev.millrace.worker.source.SourceUnavailableException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what the {@link FailurePolicy} says about a failed attempt. Thread-safe. */
public final class FailedAttempts {

  private static final Logger log = LoggerFactory.getLogger(FailedAttempts.class);

  private static final Duration SOON = Duration.ofSeconds(1);

  private final StoredTypes types;
  private final Attempts attempts;
  private final SourceTrouble trouble;
  private final Splits splits;
  private final RetrySender retries;
  private final OwedAttempts owed;

  public FailedAttempts(
      StoredTypes types,
      Attempts attempts,
      SourceTrouble trouble,
      Splits splits,
      RetrySender retries,
      OwedAttempts owed) {
    this.types = types;
    this.attempts = attempts;
    this.trouble = trouble;
    this.splits = splits;
    this.retries = retries;
    this.owed = owed;
  }

  /**
   * Ends the attempt. An interrupt also aborts reads and statements, which throw exceptions of
   * their own.
   */
  Outcome end(Attempt attempt, Delivery delivery, MessageContext hold, Exception e) {
    boolean interrupted = Thread.interrupted() || e instanceof InterruptedException;
    Failure failure = interrupted ? interrupted(hold) : Failure.of(e);
    try {
      return carryOut(failed(attempt, failure, e), attempt, e);
    } catch (InterruptedException interrupt) {
      return end(attempt, delivery, hold, interrupt);
    } catch (RevokedException revoked) {
      log.warn("{}", revoked.getMessage());
      return new Outcome.Retry(SOON);
    } catch (DatabaseException unavailable) {
      log.warn(
          "the ledger is unavailable; attempt {} will be given back when it answers: {}",
          attempt.number(),
          unavailable.getMessage());
      owed.add(attempt);
      return new Outcome.Retry(failure == Failure.STOPPED ? Duration.ZERO : delivery.backoff());
    }
  }

  /** Running out of time counts as a failure of the slice; a stopping worker does not. */
  private static Failure interrupted(MessageContext hold) {
    return hold.lost() ? Failure.TOOK_TOO_LONG : Failure.STOPPED;
  }

  private FailedSlice failed(Attempt attempt, Failure failure, Exception e)
      throws InterruptedException {
    int gatewaySplits = attempt.gatewaySplits();
    if (failure == Failure.GATEWAY_TIMEOUT
        && gatewaySplits >= FailurePolicy.MOST_GATEWAY_SPLITS
        && attempts.doneNearby(attempt)) {
      gatewaySplits = 0;
    }
    FailedSlice slice =
        new FailedSlice(
            failure,
            attempt.window(),
            attempt.retries(),
            gatewaySplits,
            false,
            grain(attempt.type(), e));
    return FailurePolicy.dependsOnAnswer(slice)
        ? slice.withAnswer(trouble.answersNarrower(attempt))
        : slice;
  }

  /** The seconds below which the slice is not cut, since its halves need no fewer pages. */
  private long grain(String name, Exception e) {
    Optional<DocumentType> type = types.known(name);
    return e instanceof SourceUnavailableException source
            && source.pages() > 0
            && (source.pages() == 1 || type.filter(DocumentType::readsOn).isPresent())
        ? Long.MAX_VALUE
        : type.map(DocumentType::grain).orElse(1L);
  }

  private Outcome carryOut(FailedSlice slice, Attempt attempt, Exception e) {
    return switch (FailurePolicy.judge(slice)) {
      case LOOK_AGAIN -> {
        log.warn("{}", e.getMessage());
        yield new Outcome.Retry(SOON);
      }
      case RETURN -> {
        attempts.giveBack(attempt, "the worker was stopped");
        yield new Outcome.Retry(Duration.ZERO);
      }
      case WAIT -> {
        String reason = reason(slice.failure(), e);
        yield next(
            attempts.postpone(attempt, reason, asked(attempt.type(), e)), attempt, reason, e);
      }
      case AWAIT -> {
        String reason = SliceState.NOT_THERE_YET + e.getMessage();
        yield next(attempts.await(attempt, reason, asked(attempt.type(), e)), attempt, reason, e);
      }
      case COUNT -> {
        String reason = countedReason(slice.failure(), e);
        log.warn("{} {} failed", attempt.type(), attempt.window(), e);
        asked(attempt.type(), e);
        yield next(attempts.fail(attempt, reason), attempt, reason, e);
      }
      case SPLIT -> {
        asked(attempt.type(), e);
        int gatewaySplits =
            slice.failure() == Failure.GATEWAY_TIMEOUT ? slice.gatewaySplits() + 1 : 0;
        splits.split(attempt, reason(slice.failure(), e), gatewaySplits, slice.grain());
        yield new Outcome.Done();
      }
    };
  }

  private Outcome next(Next next, Attempt attempt, String reason, Exception e) {
    return switch (next) {
      case Next.Waits waits -> {
        log.warn("{}; next try in {} s", named(attempt, reason), seconds(waits.time()));
        retries.send(new SliceMessage(attempt.slice(), attempt.type(), attempt.window()), waits);
        yield new Outcome.Done();
      }
      case Next.Dead _ -> {
        log.error("{} {} is dead: {}", attempt.type(), attempt.window(), reason, e);
        yield new Outcome.DeadLetter(reason)
            .with("run", Long.toString(attempt.run()))
            .with("exception", e.toString());
      }
      case Next.Unchanged _ -> new Outcome.Retry(SOON);
    };
  }

  /** The reason with the slice, which most reasons of the source name already. */
  private static String named(Attempt attempt, String reason) {
    String slice = "%s %s".formatted(attempt.type(), attempt.window());
    return reason.contains(slice) ? reason : slice + ": " + reason;
  }

  private static long seconds(Duration time) {
    return Math.max(1, time.plusMillis(999).toSeconds());
  }

  /** How long to wait; tells the other workers what the source said. */
  private Duration asked(String type, Exception e) {
    return switch (e) {
      case SourceUnavailableException source -> trouble.wait(type, source);
      case LookupFailedException lookup -> lookup.retryAfter();
      default -> Duration.ZERO;
    };
  }

  private static String reason(Failure failure, Exception e) {
    return failure == Failure.DATABASE_OUTAGE
        ? "the database was unavailable: " + e.getMessage()
        : String.valueOf(e.getMessage());
  }

  private static String countedReason(Failure failure, Exception e) {
    return switch (failure) {
      case SOURCE_FAILS, GATEWAY_TIMEOUT ->
          "the source serves other slices of the type but fails for this one: " + e.getMessage();
      case QUOTA ->
          "the source allows fewer requests at once than this slice needs: " + e.getMessage();
      case TOO_MANY, NO_FILE -> String.valueOf(e.getMessage());
      case TOOK_TOO_LONG -> "processing took longer than allowed for one message";
      default -> e.getClass().getSimpleName() + ": " + e.getMessage();
    };
  }
}
