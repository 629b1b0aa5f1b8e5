package dev.millrace.infra.part;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.events.IRuleTarget;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.events.targets.LambdaFunction;
import software.amazon.awscdk.services.lambda.EventInvokeConfigOptions;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.destinations.SqsDestination;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/** The functions that plan and send, each with the rule that calls it. */
public final class Producer extends Construct {

  private static final String HANDLERS = "dev.millrace.producer.function.";

  private final Network network;
  private final Queues queues;
  private final MillraceDatabase database;
  private final Artifacts artifacts;
  private final Function tick;
  private final Function sweep;
  private final Function backfill;
  private final Queue lostRequests;

  public Producer(
      Construct scope,
      String id,
      Network network,
      Queues queues,
      MillraceDatabase database,
      EventBus bus,
      Artifacts artifacts) {
    super(scope, id);
    this.network = network;
    this.queues = queues;
    this.database = database;
    this.artifacts = artifacts;
    tick = function("Tick", List.of(queues.imports()));
    sweep = function("Sweep", queues.all());
    sweep.addEnvironment("MILLRACE_EVENT_BUS", bus.getEventBusName());
    bus.grantPutEventsTo(sweep);
    backfill = function("Backfill", List.of(queues.backfills()));
    lostRequests = kept();
    backfill.configureAsyncInvoke(
        EventInvokeConfigOptions.builder().onFailure(new SqsDestination(lostRequests)).build());
    every(this, "EveryHour", Duration.hours(1), new LambdaFunction(tick));
    every(this, "EveryMinute", Duration.minutes(1), new LambdaFunction(sweep));
    backfillRequests(this, "BackfillRequests", bus, new LambdaFunction(backfill));
  }

  /** A rule on the account's default bus, whose events carry their scheduled time. */
  static Rule every(Construct scope, String id, Duration period, IRuleTarget target) {
    return Rule.Builder.create(scope, id)
        .schedule(Schedule.rate(period))
        .targets(List.of(target))
        .build();
  }

  /** Everyone who may put events on the bus may request a backfill. */
  public static Rule backfillRequests(
      Construct scope, String id, IEventBus bus, IRuleTarget target) {
    return Rule.Builder.create(scope, id)
        .eventBus(bus)
        .eventPattern(EventPattern.builder().detailType(List.of("BackfillRequested")).build())
        .targets(List.of(target))
        .build();
  }

  /**
   * Unlike schedules, requests are not repeated: one that fails three times is kept, with its
   * cause.
   */
  private Queue kept() {
    return Queue.Builder.create(this, "LostRequests")
        .encryption(QueueEncryption.SQS_MANAGED)
        .enforceSsl(true)
        .retentionPeriod(Duration.days(14))
        .build();
  }

  /**
   * @param sendsTo the queues of its slices or hints
   */
  private Function function(String name, List<Queues.WorkQueue> sendsTo) {
    Map<String, String> settings = new HashMap<>(queues.settings());
    settings.putAll(database.settings(database.worker()));
    Function function =
        new Functions(network)
            .builder(
                this,
                name,
                new Functions.What(
                    artifacts.producer(),
                    HANDLERS + name + "Function",
                    1024,
                    Duration.minutes(5),
                    network.inside(),
                    settings))
            .build();
    database.worker().grantRead(function);
    sendsTo.forEach(queue -> queue.grantSend(function));
    return function;
  }

  public List<Function> functions() {
    return List.of(tick, sweep, backfill);
  }

  public Function tick() {
    return tick;
  }

  public Function sweep() {
    return sweep;
  }

  public Function backfill() {
    return backfill;
  }

  /** Requests for backfills that could not be planned. */
  public Queue lostRequests() {
    return lostRequests;
  }
}
