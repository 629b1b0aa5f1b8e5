package dev.millrace.producer.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.producer.Tick.Ticked;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The function of the hourly schedule. Its event must have its scheduled time in the field {@code
 * time}, as the events of EventBridge rules do; a target of EventBridge Scheduler has the input
 * {@code {"time":"<aws.scheduler.scheduled-time>"}}. A retried event plans nothing twice.
 */
public final class TickFunction implements RequestStreamHandler {

  private static final Logger log = LoggerFactory.getLogger(TickFunction.class);

  private final Container container;

  /** Called by Lambda, with the settings in the environment. */
  public TickFunction() {
    this(new Container());
    // Text for machines must not depend on the locale.
    Locale.setDefault(Locale.ROOT);
  }

  TickFunction(Container container) {
    this.container = container;
  }

  /**
   * @throws dev.millrace.message.InvalidMessageException when the event has no time
   * @throws dev.millrace.settings.InvalidSettingsException naming all invalid or missing settings
   */
  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    Instant time = EventFields.read(event).time();
    Ticked ticked = container.work(context, producer -> producer.tick(time));
    container.planSweep(context);
    log.info("tick of {}: {}", time, ticked);
    answer.write(
        "{\"run\":%d,\"fresh\":%b}"
            .formatted(ticked.regular().run(), ticked.regular().fresh())
            .getBytes(StandardCharsets.UTF_8));
  }
}
