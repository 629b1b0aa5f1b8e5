package dev.millrace.infra.part;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.lambda.Function;
import software.constructs.Construct;

/**
 * Functions that run the commands of operators next to the database: {@code ./millrace --via}. One
 * only reads, with the login of readers; the other one may change data. The permission to invoke a
 * function is the permission to run its commands.
 */
public final class Commands extends Construct {

  private static final Duration LONGEST = Duration.minutes(5);

  private final Function read;
  private final Function change;

  public Commands(
      Construct scope,
      String id,
      Network network,
      Queues queues,
      MillraceDatabase database,
      EventBus bus,
      Artifacts artifacts) {
    super(scope, id);
    read = function("Read", network, queues, database, database.reader(), artifacts);
    change = function("Change", network, queues, database, database.worker(), artifacts);
    // A sweep publishes the end of a run once.
    change.addEnvironment("MILLRACE_EVENT_BUS", bus.getEventBusName());
    bus.grantPutEventsTo(change);
    for (Queues.WorkQueue queue : queues.all()) {
      queue.queue().grant(read, "sqs:GetQueueAttributes");
      // They hide a letter for a moment, and show it again.
      queue
          .deadLetters()
          .grant(
              read, "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:ChangeMessageVisibility");
      queue.grantSend(change);
      queue.queue().grant(change, "sqs:GetQueueAttributes");
      queue
          .deadLetters()
          .grant(
              change,
              "sqs:GetQueueAttributes",
              "sqs:ReceiveMessage",
              "sqs:ChangeMessageVisibility",
              "sqs:DeleteMessage",
              "sqs:SendMessage");
    }
  }

  private Function function(
      String name,
      Network network,
      Queues queues,
      MillraceDatabase database,
      DatabaseLogin login,
      Artifacts artifacts) {
    Map<String, String> settings = new HashMap<>(queues.settings());
    settings.putAll(database.settings(login));
    Function function =
        new Functions(network)
            .builder(
                this,
                name,
                new Functions.What(
                    artifacts.commands(),
                    "dev.millrace.cli.%sFunction".formatted(name),
                    1024,
                    LONGEST,
                    network.inside(),
                    settings))
            .build();
    login.grantLogin(function);
    return function;
  }

  public List<Function> functions() {
    return List.of(read, change);
  }

  /** For {@code --via}. */
  public Function read() {
    return read;
  }

  /** For {@code --via-write}. */
  public Function change() {
    return change;
  }
}
