package dev.millrace.torture;

import dev.millrace.torture.traffic.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How a campaign runs.
 *
 * @param planted the name of the fault that is planted in the workers; empty for none
 * @param logs a folder for the output of all processes
 */
record CampaignOptions(
    long seed, Duration time, int workers, Set<Fault> faults, String planted, Path logs) {
  CampaignOptions {
    faults = Set.copyOf(faults);
  }
}
