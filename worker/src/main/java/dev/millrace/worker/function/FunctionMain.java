package dev.millrace.worker.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.aws.SweepSchedule;
import dev.millrace.contact.DatabaseContact;
import dev.millrace.contact.DatabaseContact.Fault;
import dev.millrace.contact.FirstContact;
import dev.millrace.contact.UnusableServiceException;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.settings.Environment;
import dev.millrace.worker.WorkQueues;
import dev.millrace.worker.WorkerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The function that Lambda calls, for all three queues. Its event source mapping must report batch
 * item failures.
 *
 * <p>The first event builds its resources, which live as long as the container. Lambda freezes the
 * process between two events; a connection that did not survive is detected and replaced when it is
 * borrowed.
 */
public final class FunctionMain implements RequestStreamHandler {

  private static final Logger log = LoggerFactory.getLogger(FunctionMain.class);

  private @Nullable QueueFunction function;
  private @Nullable SweepSchedule sweeps;

  /** Called by Lambda; the settings come from the environment. */
  public FunctionMain() {
    // Machine-readable text must not depend on the locale of the machine.
    Locale.setDefault(Locale.ROOT);
  }

  /**
   * @throws dev.millrace.settings.InvalidSettingsException naming every invalid or missing setting
   * @throws UnusableServiceException naming the unusable service
   */
  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    try {
      QueueFunction ready = function(context);
      try {
        ready.handle(event, answer, Duration.ofMillis(context.getRemainingTimeInMillis()));
      } finally {
        // A finished slice may be the last one of its run, and a window planned more.
        planSweep();
      }
    } catch (SdkException e) {
      throw new UnusableServiceException(
          new FirstContact(System.getenv(), () -> SqsClients.create(2)).causes(e));
    }
  }

  private synchronized void planSweep() {
    if (sweeps != null) {
      sweeps.soon();
    }
  }

  private synchronized QueueFunction function(Context context) {
    QueueFunction built = function;
    if (built == null) {
      Environment environment = new Environment(System.getenv());
      sweeps =
          SweepSchedule.from(environment, System.getenv(), InstantSource.system()).orElse(null);
      WorkerSettings settings = WorkerSettings.from(environment);
      DatabaseContact.of(settings.database())
          .fault()
          .filter(Fault::lasting)
          .ifPresent(FunctionMain::refuse);
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

  private static void refuse(Fault fault) {
    throw new UnusableServiceException(List.of(fault.message()));
  }
}
