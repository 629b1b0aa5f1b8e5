package dev.millrace.operator.deadletter;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ledger.run.DeadSlices;
import dev.millrace.ledger.run.DeadSlices.DeadSlice;
import dev.millrace.operator.deadletter.DeadLetterRound.Ended;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Redrives the selected dead letters first, then the dead slices without a letter. For one use. */
public final class RedriveRound {

  private final List<DeadLetterQueue> queues;
  private final int most;
  private final int mostRedrives;
  private final Rate rate;
  private final Redrive redrive;

  /**
   * Prepares it.
   *
   * @param prospect what redriven messages would do
   * @param most maximum number of letters and slices
   * @param mostRedrives anything already redriven that number of times is skipped
   * @param dryRun whether only to report what would be done
   */
  public RedriveRound(
      List<DeadLetterQueue> queues,
      DeadSlices slices,
      Prospect prospect,
      int most,
      int mostRedrives,
      Rate rate,
      boolean dryRun) {
    this.queues = List.copyOf(queues);
    this.most = most;
    this.mostRedrives = mostRedrives;
    this.rate = rate;
    this.redrive = new Redrive(slices, prospect, mostRedrives, dryRun);
  }

  /**
   * Makes the round.
   *
   * @param dead the selected dead slices, oldest first, read as they are needed
   * @param afterEach called after each letter and slice
   * @throws InterruptedException when this thread is interrupted; what was redriven stays so
   */
  public Ended go(Selection selection, Stream<DeadSlice> dead, Runnable afterEach)
      throws InterruptedException {
    Ended ended =
        new DeadLetterRound(queues, selection, most, rate)
            .go(
                (letter, delete) -> {
                  redrive.letter(letter, delete);
                  afterEach.run();
                });
    int met = ended.met();
    Iterator<DeadSlice> slices = dead.iterator();
    while (slices.hasNext()) {
      DeadSlice slice = slices.next();
      boolean counts = slice.redrives() < mostRedrives; // or skipped slices would use up the limit
      if (counts && met == most) {
        break;
      }
      if (counts) {
        met++;
        rate.await();
      }
      redrive.slice(slice);
      afterEach.run();
    }
    return new Ended(met, met == most, ended.missing());
  }

  /** The number of each result so far. */
  public Map<RedriveResult, Integer> results() {
    return redrive.results();
  }

  /** How many of these letters and slices are needed no longer. */
  public static long redriven(Map<RedriveResult, Integer> results) {
    return results.entrySet().stream()
        .filter(result -> result.getKey().done())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** These numbers as JSON: one object on one line. */
  public static String json(Map<RedriveResult, Integer> results, boolean dryRun) {
    ObjectNode node = new JsonMapper().createObjectNode().put("dry_run", dryRun);
    for (RedriveResult result : RedriveResult.values()) {
      node.put(result.text(), results.getOrDefault(result, 0));
    }
    return node + "\n";
  }
}
