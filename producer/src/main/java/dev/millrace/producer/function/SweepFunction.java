package dev.millrace.producer.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The function of the minute's schedule. The content of its event is ignored. It writes the {@link
 * dev.millrace.producer.Vitals} to its log.
 */
public final class SweepFunction implements RequestStreamHandler {

  private final Container container;

  /** Called by Lambda, with the settings in the environment. */
  public SweepFunction() {
    this(new Container());
    // Text for machines must not depend on the locale.
    Locale.setDefault(Locale.ROOT);
  }

  SweepFunction(Container container) {
    this.container = container;
  }

  /**
   * @throws dev.millrace.settings.InvalidSettingsException naming all invalid or missing settings
   */
  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    String swept = container.work(context, producer -> producer.sweep().toString());
    container.planSweep(context);
    // A separate line, which CloudWatch turns into metrics.
    context.getLogger().log(container.work(context, producer -> producer.vitals().json()) + "\n");
    answer.write(("\"" + swept + "\"").getBytes(StandardCharsets.UTF_8));
  }
}
