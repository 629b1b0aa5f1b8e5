package dev.millrace.worker.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.queue.SqsClients;
import dev.millrace.settings.Environment;
import dev.millrace.worker.WorkQueues;
import dev.millrace.worker.WorkerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The function that Lambda calls, for all three queues. Its event source mapping must report batch
 * item failures.
 *
 * <p>What it works with is built by the first event and kept for the life of the container. Lambda
 * freezes the process between two events; a connection that did not survive that is found out when
 * it is borrowed, and replaced.
 */
public final class FunctionMain implements RequestStreamHandler {

  private static final Logger log = LoggerFactory.getLogger(FunctionMain.class);

  private @Nullable QueueFunction function;

  /** As Lambda does, which hands the settings over in the environment. */
  public FunctionMain() {
    // Text for machines must not depend on the language of the machine it is written on.
    Locale.setDefault(Locale.ROOT);
  }

  /**
   * @throws dev.millrace.settings.InvalidSettingsException naming all that is wrong or missing
   */
  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    QueueFunction ready = function(context);
    ready.handle(event, answer, Duration.ofMillis(context.getRemainingTimeInMillis()));
  }

  private synchronized QueueFunction function(Context context) {
    QueueFunction built = function;
    if (built == null) {
      Environment environment = new Environment(System.getenv());
      WorkerSettings settings = WorkerSettings.from(environment);
      String name = context.getFunctionName() + "/" + context.getLogStreamName();
      WorkQueues queues =
          WorkQueues.open(
              settings, name, SqsClients.create(settings.sqsConnections()), InstantSource.system());
      built = new QueueFunction(queues, name);
      log.info("{} is ready: {}", name, environment.summary());
      function = built;
    }
    return built;
  }
}
