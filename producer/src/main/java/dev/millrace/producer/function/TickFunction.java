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
 * The function of the hourly schedule. Its event must tell the time it stands for in the field
 * {@code time}, as the events of EventBridge rules do; a target of EventBridge Scheduler has the
 * input {@code {"time":"<aws.scheduler.scheduled-time>"}}. A retried event plans nothing twice.
 */
public final class TickFunction implements RequestStreamHandler {

  private static final Logger log = LoggerFactory.getLogger(TickFunction.class);

  private final Container container;

  /** As Lambda does, which hands the settings over in the environment. */
  public TickFunction() {
    this(new Container());
    // Text for machines must not depend on the language of the machine it is written on.
    Locale.setDefault(Locale.ROOT);
  }

  TickFunction(Container container) {
    this.container = container;
  }

  /**
   * @throws dev.millrace.message.InvalidMessageException when the event does not tell its time
   * @throws dev.millrace.settings.InvalidSettingsException naming all that is wrong or missing
   */
  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    Instant time = EventFields.read(event).time();
    Ticked ticked = container.work(context, producer -> producer.tick(time));
    log.info("tick of {}: {}", time, ticked);
    answer.write(
        "{\"run\":%d,\"fresh\":%b}"
            .formatted(ticked.regular().run(), ticked.regular().fresh())
            .getBytes(StandardCharsets.UTF_8));
  }
}
