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
 * Plans windows that somebody asks for, as a direct call with the fields {@code types}, {@code
 * timestamp_from} and {@code timestamp_to}, or as an event {@code BackfillRequested} on EventBridge
 * with these in its detail. A retried event plans nothing twice.
 */
public final class BackfillFunction implements RequestStreamHandler {

  private static final Logger log = LoggerFactory.getLogger(BackfillFunction.class);

  private final Container container;

  /** As Lambda does, which hands the settings over in the environment. */
  public BackfillFunction() {
    this(new Container());
    // Text for machines must not depend on the language of the machine it is written on.
    Locale.setDefault(Locale.ROOT);
  }

  BackfillFunction(Container container) {
    this.container = container;
  }

  /**
   * @throws dev.millrace.message.InvalidMessageException naming the field that is wrong
   * @throws dev.millrace.plan.UnknownTypeException when nothing is imported of one of the types
   * @throws dev.millrace.settings.InvalidSettingsException naming all that is wrong or missing
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
