package dev.millrace.producer.function;

import com.amazonaws.services.lambda.runtime.Context;
import dev.millrace.aws.SweepSchedule;
import dev.millrace.contact.FirstContact;
import dev.millrace.contact.UnusableServiceException;
import dev.millrace.ledger.run.OpenWork;
import dev.millrace.producer.Producer;
import dev.millrace.producer.ProducerSettings;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.settings.Environment;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one Lambda container keeps: a producer, built by the first event. A connection that did not
 * survive a freeze between two events is detected when it is borrowed, and replaced. Thread-safe.
 */
final class Container {

  private static final Logger log = LoggerFactory.getLogger(Container.class);

  private final Map<String, String> variables;
  private @Nullable Producer producer;
  private @Nullable SweepSchedule sweeps;

  /** With the settings of the environment. */
  Container() {
    this(System.getenv());
  }

  Container(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  /** With an existing producer. */
  Container(Producer producer) {
    this(producer, null);
  }

  /** The same, and with a schedule for sweeps. */
  Container(Producer producer, @Nullable SweepSchedule sweeps) {
    this(Map.of());
    this.producer = producer;
    this.sweeps = sweeps;
  }

  /**
   * Does some work.
   *
   * @throws dev.millrace.settings.InvalidSettingsException naming all invalid or missing settings
   * @throws UnusableServiceException when a configured service made the work fail
   */
  <T> T work(Context context, Function<Producer, T> work) {
    try {
      return work.apply(producer(context));
    } catch (RuntimeException e) {
      List<String> causes = new FirstContact(variables, () -> SqsClients.create(2)).causes(e);
      if (causes.isEmpty()) {
        throw e;
      }
      throw new UnusableServiceException(causes);
    }
  }

  /** Lets the next sweep be called while anything is open, where nothing calls it every minute. */
  void planSweep(Context context) {
    SweepSchedule schedule = sweeps();
    if (schedule != null) {
      work(context, producer -> OpenWork.due(producer.database())).ifPresent(schedule::after);
    }
  }

  private synchronized @Nullable SweepSchedule sweeps() {
    return sweeps;
  }

  private synchronized Producer producer(Context context) {
    Producer built = producer;
    if (built == null) {
      Environment environment = new Environment(variables);
      ProducerSettings settings = ProducerSettings.from(environment);
      built = Producer.open(settings, SqsClients.create(settings.sqsConnections()));
      sweeps = SweepSchedule.from(environment, variables, built.database()::now).orElse(null);
      environment.check();
      log.info("{} is ready: {}", context.getFunctionName(), environment.summary());
      producer = built;
    }
    return built;
  }
}
