package dev.millrace.producer.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.ledger.run.Runs.Planned;
import dev.millrace.plan.Backfill;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans requested windows, from a direct call with the fields {@code types}, {@code timestamp_from}
 * and {@code timestamp_to}, or from an event {@code BackfillRequested} on EventBridge with these in
 * its detail. A retried event plans nothing twice.
 */
public final class BackfillFunction implements RequestStreamHandler {

  private static final Logger log = LoggerFactory.getLogger(BackfillFunction.class);

  private final Container container;

  /** Called by Lambda, with the settings in the environment. */
  public BackfillFunction() {
    this(new Container());
    // Text for machines must not depend on the locale.
    Locale.setDefault(Locale.ROOT);
  }

  BackfillFunction(Container container) {
    this.container = container;
  }

  /**
   * @throws dev.millrace.message.InvalidMessageException naming the invalid field
   * @throws dev.millrace.plan.UnknownTypeException when one of the types cannot be imported
   * @throws dev.millrace.settings.InvalidSettingsException naming all invalid or missing settings
   */
  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    BackfillEvent asked = BackfillEvent.of(EventFields.read(event), context.getAwsRequestId());
    Planned planned =
        container.work(
            context,
            producer ->
                producer.backfill(Backfill.of(asked.window()), asked.trigger(), asked.askedAt()));
    container.planSweep(context);
    log.info(
        "{}: {}",
        asked.window(),
        planned.nothing()
            ? "no run, since there is nothing to import"
            : "run " + planned.run() + (planned.fresh() ? "" : ", again"));
    answer.write(
        "{\"run\":%s,\"fresh\":%b}"
            .formatted(planned.nothing() ? "null" : planned.run(), planned.fresh())
            .getBytes(StandardCharsets.UTF_8));
  }
}
