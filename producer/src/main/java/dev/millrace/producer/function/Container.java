package dev.millrace.producer.function;

import com.amazonaws.services.lambda.runtime.Context;
import dev.millrace.producer.Producer;
import dev.millrace.producer.ProducerSettings;
import dev.millrace.queue.SqsClients;
import dev.millrace.settings.Environment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one Lambda container keeps: a producer, built by the first event. A connection that did not
 * survive a freeze between two events is found out when it is borrowed, and replaced. Thread-safe.
 */
final class Container {

  private static final Logger log = LoggerFactory.getLogger(Container.class);

  private @Nullable Producer producer;

  Container() {}

  /** With one that is there already. */
  Container(Producer producer) {
    this.producer = producer;
  }

  /**
   * @throws dev.millrace.settings.InvalidSettingsException naming all that is wrong or missing
   */
  synchronized Producer producer(Context context) {
    Producer built = producer;
    if (built == null) {
      Environment environment = new Environment(System.getenv());
      ProducerSettings settings = ProducerSettings.from(environment);
      built = Producer.open(settings, SqsClients.create(settings.sqsConnections()));
      log.info("{} is ready: {}", context.getFunctionName(), environment.summary());
      producer = built;
    }
    return built;
  }
}
