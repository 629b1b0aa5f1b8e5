package dev.millrace.cli;

import dev.millrace.cli.terminal.FailureText;
import dev.millrace.cli.via.CommandAnswer;
import dev.millrace.cli.via.CommandCall;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionStrategy;

/** Runs a command for a caller elsewhere, with the settings of this process. */
final class InvokedCommand {

  private InvokedCommand() {}

  /**
   * Never throws for a command that fails, which is an answer too.
   *
   * @param settings such as {@link System#getenv()}
   * @param permitted the commands of the function for a caller who may change data
   */
  static CommandAnswer run(
      CommandCall call, Map<String, String> settings, PermittedCommands permitted) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.remove("COLUMNS");
    if (call.columns() > 0) {
      environment.put("COLUMNS", String.valueOf(call.columns()));
    }
    String first = call.arguments().isEmpty() ? "" : call.arguments().getFirst();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands =
        MillraceCommands.commandLine(environment, _ -> null, first)
            // Words that begin with @ would be files of the function.
            .setExpandAtFiles(false)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    PermittedCommands here = call.changes() ? permitted : PermittedCommands.READING;
    IExecutionStrategy run = commands.getExecutionStrategy();
    commands.setExecutionStrategy(
        parsed -> {
          Optional<String> refusal = here.refusal(parsed);
          if (refusal.isEmpty()) {
            return run.execute(parsed);
          }
          FailureText.print(commands.getErr(), call.arguments().contains("--json"), refusal.get());
          return ExitCode.USAGE;
        });
    int exit = commands.execute(call.arguments().toArray(String[]::new));
    commands.getOut().flush();
    commands.getErr().flush();
    return new CommandAnswer(exit, out.toString(), err.toString());
  }
}
