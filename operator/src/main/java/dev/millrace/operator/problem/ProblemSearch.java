package dev.millrace.operator.problem;

import dev.millrace.database.Database;
import dev.millrace.ledger.run.DeadSlices;
import dev.millrace.message.SliceMessage;
import dev.millrace.operator.deadletter.DeadLetter;
import dev.millrace.operator.deadletter.DeadLetterQueue;
import dev.millrace.operator.deadletter.DeadLetterRound;
import dev.millrace.operator.deadletter.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds all problems of a ledger and its queues. Its cost follows the number of failures. Reading
 * dead letters hides them from other readers for a moment. Thread-safe.
 */
public final class ProblemSearch {

  /** Maximum number of dead slices, retrying slices per type, dead letters, and rejected groups. */
  public static final int MOST = 10_000;

  private final Database database;
  private final DeadSlices deadSlices;
  private final List<DeadLetterQueue> queues;

  /**
   * @param queues whose dead letters are read
   */
  public ProblemSearch(Database database, List<DeadLetterQueue> queues) {
    this.database = database;
    this.deadSlices = new DeadSlices(database);
    this.queues = List.copyOf(queues);
  }

  /**
   * The dead letters that are not about a dead slice, which the ledger knows better.
   *
   * @param failures each a problem of its own
   * @param complete whether all letters were read
   */
  public record DeadLetters(List<Problem> failures, boolean complete) {

    public DeadLetters {
      failures = List.copyOf(failures);
    }
  }

  /** All problems now. */
  public Problems find() throws InterruptedException {
    return with(deadLetters());
  }

  /** Reads the dead letters of all queues. */
  public DeadLetters deadLetters() throws InterruptedException {
    List<Problem> letters = new ArrayList<>();
    DeadLetterRound.Ended ended =
        new DeadLetterRound(queues, _ -> true, MOST, Rate.unlimited())
            .go(
                (letter, _) -> {
                  if (!aboutDeadSlice(letter)) {
                    letters.add(problem(letter));
                  }
                });
    return new DeadLetters(letters, ended.complete());
  }

  /** All problems of the ledger now, with letters that were read before. */
  public Problems with(DeadLetters letters) {
    List<Problem> failures = new ArrayList<>();
    List<Problem> dead = database.transact(connection -> FailedSlices.dead(connection, MOST));
    failures.addAll(dead);
    failures.addAll(letters.failures());
    failures.addAll(database.transact(connection -> RejectedCauses.of(connection, MOST)));
    failures.addAll(database.transact(connection -> FailedSlices.retrying(connection, MOST)));
    return new Problems(
        Problems.grouped(failures), database.now(), letters.complete() && dead.size() < MOST);
  }

  private boolean aboutDeadSlice(DeadLetter letter) {
    Optional<SliceMessage> slice = letter.slice();
    return slice.isPresent() && deadSlices.isDead(slice.get().id());
  }

  private static Problem problem(DeadLetter letter) {
    return Problem.of(
        ProblemKind.DEAD_LETTER,
        letter.from().name(),
        letter.types().size() == 1 ? letter.types().getFirst() : "",
        letter.delivery().sentAt(),
        letter.delivery().sentAt(),
        null,
        letter.reason(),
        letter.slice().map(SliceMessage::id).orElse(null));
  }
}
