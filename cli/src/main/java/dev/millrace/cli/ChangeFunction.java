package dev.millrace.cli;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.aws.SweepSchedule;
import dev.millrace.cli.via.CommandCall;
import dev.millrace.settings.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;

/** Runs commands that may change data, with a permission of its own: {@code --via-write}. */
public final class ChangeFunction implements RequestStreamHandler {

  private final Map<String, String> variables;

  /** Called by Lambda, with the settings in the environment. */
  public ChangeFunction() {
    this(System.getenv());
  }

  ChangeFunction(Map<String, String> variables) {
    this.variables = variables;
    // Text for machines must not depend on the locale.
    Locale.setDefault(Locale.ROOT);
  }

  /**
   * Answers with what the command printed and its exit status.
   *
   * @throws IllegalArgumentException when the event holds no command
   */
  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    CommandCall call = CommandCall.read(event);
    try {
      answer.write(InvokedCommand.run(call, variables, PermittedCommands.ALL).bytes());
    } finally {
      if (call.changes()) {
        planSweep();
      }
    }
  }

  /** Slices that the command has planned or resumed are sent by the next sweep. */
  private void planSweep() {
    SweepSchedule.from(new Environment(variables), variables, InstantSource.system())
        .ifPresent(SweepSchedule::soon);
  }
}
