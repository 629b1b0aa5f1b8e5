package dev.millrace.torture;

import dev.millrace.torture.traffic.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a campaign found.
 *
 * @param faults how often each fault happened
 * @param answers of the source
 * @param recovery from the end of the faults to rest
 * @param violations how many invariants were broken
 * @param evidence of the first violations
 */
record CampaignResult(
    long seed,
    Map<Fault, Integer> faults,
    long slices,
    long attempts,
    long answers,
    Duration recovery,
    Duration took,
    int violations,
    List<String> evidence) {
  CampaignResult {
    faults = Map.copyOf(faults);
    evidence = List.copyOf(evidence);
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "seed %d: %d faults, %d slices done, %d attempts, %d answers of the source, at rest after"
            + " %.1f s, %.0f s in all: %s",
        seed,
        faults.values().stream().mapToInt(Integer::intValue).sum(),
        slices,
        attempts,
        answers,
        recovery.toMillis() / 1000.0,
        took.toMillis() / 1000.0,
        violations == 0 ? "no violation" : violations + " violations");
  }
}
