package dev.millrace.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Stands for the worker in the list of commands. The script starts it by itself, with the class
 * path of production, in which this class is not.
 */
@Command(
    name = "worker",
    description = {
      "Imports slices and counts buckets until it is stopped.",
      "This is the long-running consumer; where it works is told by the settings."
    },
    mixinStandardHelpOptions = true)
final class WorkerCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    throw new IllegalStateException("the worker is started by the millrace script");
  }
}
