package dev.millrace.cli.terminal;

import java.util.concurrent.Callable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only has commands below it: without one of them, it names them. */
public abstract class CommandGroup implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public final Integer call() {
    spec.commandLine()
        .getErr()
        .println("millrace: " + UsageText.withoutCommand(spec.commandLine()));
    return ExitCode.USAGE;
  }
}
