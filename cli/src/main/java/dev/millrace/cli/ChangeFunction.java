package dev.millrace.cli;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.cli.via.CommandCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;

/** Runs commands that may change data, with a permission of its own: {@code --via-write}. */
public final class ChangeFunction implements RequestStreamHandler {

  /** Called by Lambda, with the settings in the environment. */
  public ChangeFunction() {
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
    answer.write(
        InvokedCommand.run(CommandCall.read(event), System.getenv(), PermittedCommands.ALL)
            .bytes());
  }
}
