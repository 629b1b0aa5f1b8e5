package dev.millrace.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Represents the worker in the list of commands. The script starts the worker itself, with the
 * production class path, which does not contain this class.
 */
@Command(
    name = "worker",
    description = {
      "Imports slices and counts buckets until it is stopped.",
      "Runs the consumer until stopped. The queues and database come from the settings."
    },
    mixinStandardHelpOptions = true)
final class WorkerCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    throw new IllegalStateException(
        "this process cannot run a worker; start it with ./millrace worker");
  }
}
