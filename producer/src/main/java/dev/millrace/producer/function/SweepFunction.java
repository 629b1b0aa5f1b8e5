package dev.millrace.producer.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The function of the schedule that runs every minute. What its event says does not matter. */
public final class SweepFunction implements RequestStreamHandler {

  private final Container container = new Container();

  /**
   * @throws dev.millrace.settings.InvalidSettingsException naming all that is wrong or missing
   */
  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    String swept = container.producer(context).sweep().toString();
    answer.write(("\"" + swept + "\"").getBytes(StandardCharsets.UTF_8));
  }
}
