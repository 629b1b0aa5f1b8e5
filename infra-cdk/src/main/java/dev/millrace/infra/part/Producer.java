package dev.millrace.infra.part;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.events.IRuleTarget;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.targets.LambdaFunction;
import software.amazon.awscdk.services.events.targets.LambdaFunctionProps;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.EventInvokeConfigOptions;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.lambda.destinations.SqsDestination;
import software.amazon.awscdk.services.scheduler.ContextAttribute;
import software.amazon.awscdk.services.scheduler.Schedule;
import software.amazon.awscdk.services.scheduler.ScheduleExpression;
import software.amazon.awscdk.services.scheduler.ScheduleTargetInput;
import software.amazon.awscdk.services.scheduler.TimeWindow;
import software.amazon.awscdk.services.scheduler.targets.LambdaInvoke;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/** The functions that plan and send, each with the schedule or rule that calls it. */
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
  private final Queue missedSchedules;
  private final @Nullable SingleSweeps sweeps;

  public Producer(
      Construct scope,
      String id,
      Network network,
      Queues queues,
      MillraceDatabase database,
      EventBus bus,
      Artifacts artifacts,
      Deployment.Choices choices) {
    super(scope, id);
    this.network = network;
    this.queues = queues;
    this.database = database;
    this.artifacts = artifacts;
    tick = function("Tick", List.of(queues.imports()));
    sweep =
        function("Sweep", queues.all(), choices.pause() ? SingleSweeps.functionName(this) : null);
    sweep.addEnvironment("MILLRACE_EVENT_BUS", bus.getEventBusName());
    bus.grantPutEventsTo(sweep);
    backfill = function("Backfill", List.of(queues.backfills()));
    lostRequests = kept("LostRequests");
    missedSchedules = kept("MissedSchedules");
    backfill.configureAsyncInvoke(
        EventInvokeConfigOptions.builder().onFailure(new SqsDestination(lostRequests)).build());
    Role schedules = schedules();
    every(this, "EveryHour", Duration.hours(1), tick, schedules, missedSchedules);
    if (choices.pause()) {
      SingleSweeps single = new SingleSweeps(this, "SingleSweeps", schedules, missedSchedules);
      functions().forEach(single::allow);
      sweeps = single;
    } else {
      sweeps = null;
      every(this, "EveryMinute", Duration.minutes(1), sweep, schedules, missedSchedules);
    }
    IRuleTarget planner =
        new LambdaFunction(
            backfill, LambdaFunctionProps.builder().deadLetterQueue(lostRequests).build());
    backfillRequests(this, "BackfillRequests", bus, choices.requesters(), planner);
  }

  /** May call the two functions and keep failed calls. */
  private Role schedules() {
    Role role =
        Role.Builder.create(this, "Schedules")
            .assumedBy(
                ServicePrincipal.Builder.create("scheduler.amazonaws.com")
                    .conditions(
                        Map.of(
                            "StringEquals",
                            Map.of("aws:SourceAccount", Stack.of(this).getAccount())))
                    .build())
            .build();
    for (Function function : List.of(tick, sweep)) {
      role.addToPolicy(
          PolicyStatement.Builder.create()
              .actions(List.of("lambda:InvokeFunction"))
              .resources(List.of(function.getFunctionArn()))
              .build());
    }
    missedSchedules.grant(role, "sqs:SendMessage");
    return role;
  }

  /**
   * A call that fails until the next one is due is kept, with its scheduled time.
   *
   * @param role may call the function, and send to the queue
   * @param missed where such calls are kept
   */
  public static void every(
      Construct scope, String id, Duration period, IFunction target, Role role, Queue missed) {
    Schedule.Builder.create(scope, id)
        .schedule(ScheduleExpression.rate(period))
        .timeWindow(TimeWindow.off())
        .target(
            LambdaInvoke.Builder.create(target)
                .input(
                    ScheduleTargetInput.fromObject(
                        Map.of("time", ContextAttribute.getScheduledTime())))
                // CDK would add all versions of the function.
                .role(role.withoutPolicyUpdates())
                .maxEventAge(period)
                .deadLetterQueue(missed)
                .build())
        .build();
  }

  /**
   * Everyone who may put events on the bus may request a backfill.
   *
   * @param sources the sources of events that are accepted; all when it is empty
   */
  public static Rule backfillRequests(
      Construct scope, String id, IEventBus bus, List<String> sources, IRuleTarget target) {
    EventPattern.Builder pattern = EventPattern.builder().detailType(List.of("BackfillRequested"));
    if (!sources.isEmpty()) {
      pattern.source(sources);
    }
    return Rule.Builder.create(scope, id)
        .eventBus(bus)
        .eventPattern(pattern.build())
        .targets(List.of(target))
        .build();
  }

  private Queue kept(String id) {
    return Queue.Builder.create(this, id)
        .encryption(QueueEncryption.SQS_MANAGED)
        .enforceSsl(true)
        .retentionPeriod(Duration.days(14))
        .build();
  }

  /**
   * @param sendsTo the queues of its slices or hints
   */
  private Function function(String name, List<Queues.WorkQueue> sendsTo) {
    return function(name, sendsTo, null);
  }

  private Function function(
      String name, List<Queues.WorkQueue> sendsTo, @Nullable String physicalName) {
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
            .functionName(physicalName)
            .build();
    database.worker().grantLogin(function);
    sendsTo.forEach(queue -> queue.grantSend(function));
    return function;
  }

  public List<Function> functions() {
    return List.of(tick, sweep, backfill);
  }

  /** Where sweeps run only while anything is open; empty where they run every minute. */
  public Optional<SingleSweeps> sweeps() {
    return Optional.ofNullable(sweeps);
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

  /** Calls of the schedules that failed. */
  public Queue missedSchedules() {
    return missedSchedules;
  }

  /** Requests for backfills that could not be planned. */
  public Queue lostRequests() {
    return lostRequests;
  }
}
