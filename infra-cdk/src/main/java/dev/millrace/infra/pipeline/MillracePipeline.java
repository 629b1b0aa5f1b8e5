package dev.millrace.infra.pipeline;

import dev.millrace.infra.monitor.Alarms;
import dev.millrace.infra.monitor.PipelineDashboard;
import dev.millrace.infra.monitor.PipelineMetrics;
import dev.millrace.infra.monitor.WorkerAlarms;
import dev.millrace.infra.part.Artifacts;
import dev.millrace.infra.part.Commands;
import dev.millrace.infra.part.Deployment;
import dev.millrace.infra.part.MillraceDatabase;
import dev.millrace.infra.part.Network;
import dev.millrace.infra.part.Producer;
import dev.millrace.infra.part.Queues;
import dev.millrace.infra.part.Retention;
import dev.millrace.infra.part.SchemaStep;
import dev.millrace.infra.part.WorkerKind;
import dev.millrace.infra.worker.EcsWorkers;
import dev.millrace.infra.worker.LambdaWorkers;
import dev.millrace.infra.worker.WorkerParts;
import java.util.function.Consumer;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.events.EventBus;
import software.constructs.Construct;

/**
 * One Millrace: network, database, queues, schedules, workers, alarms and a CloudWatch page. A
 * stack has one at most, since bus, cluster, metrics and rotation functions have the stack's name.
 */
public final class MillracePipeline extends Construct {

  /** A consumer extends it while it works; a killed worker's messages stay hidden for this time. */
  private static final Duration EXTENDED = Duration.seconds(60);

  private final Network network;
  private final MillraceDatabase database;
  private final Queues queues;
  private final EventBus bus;

  /**
   * Makes everything.
   *
   * @throws IllegalStateException when the stack already has one
   */
  public MillracePipeline(Construct scope, String id, PipelineProps props) {
    super(scope, id);
    Deployment deployment = props.deployment();
    Artifacts artifacts = props.artifacts();
    refuseSecond();
    if (deployment.sourceUrl().equals(Deployment.EXAMPLE_SOURCE)) {
      Annotations.of(this)
          .addWarningV2(
              "millrace:source", "there is no sourceUrl: workers would find no documents");
    }
    network = new Network(this, "Network", deployment, props.vpc().orElse(null));
    database = new MillraceDatabase(this, "Database", network, deployment, artifacts);
    queues = new Queues(this, "Queues", visibility(deployment.workers()), deployment.senders());
    bus = EventBus.Builder.create(this, "Bus").eventBusName(Stack.of(this).getStackName()).build();
    SchemaStep schema =
        new SchemaStep(
            this, "Schema", network, database, artifacts, deployment.choices().schemaRun());
    Producer producer =
        new Producer(
            this, "Producer", network, queues, database, bus, artifacts, deployment.choices());
    producer.functions().forEach(schema::before);
    WorkerParts parts =
        new WorkerParts(
            deployment, network, queues, database, schema, artifacts, producer.sweeps());
    Commands commands = new Commands(this, "Commands", network, queues, database, bus, artifacts);
    commands.functions().forEach(schema::before);
    producer.sweeps().ifPresent(sweeps -> sweeps.allow(commands.change()));
    PipelineMetrics metrics = new PipelineMetrics(this, "Metrics", producer.sweep().getLogGroup());
    Alarms alarms =
        new Alarms(
            this,
            "Alarms",
            queues,
            producer,
            metrics,
            deployment.sizes().alarms(),
            deployment.alarmEmail());
    WorkerAlarms workerAlarms = new WorkerAlarms(alarms, metrics);
    workerAlarms.watch(database);
    Consumer<PipelineDashboard> workers =
        switch (deployment.workers()) {
          case ECS -> {
            EcsWorkers tasks = new EcsWorkers(this, "Workers", parts);
            workerAlarms.watch(tasks);
            yield page -> page.show(tasks);
          }
          case LAMBDA -> {
            LambdaWorkers functions = new LambdaWorkers(this, "Workers", parts);
            workerAlarms.watch(functions);
            yield page -> page.show(functions);
          }
        };
    PipelineDashboard page =
        new PipelineDashboard(this, "Dashboard", queues, producer, metrics, alarms);
    workers.accept(page);
    page.show(database);
    output("EventBusName", "Event bus for BackfillRequested", bus.getEventBusName());
    output("DatabaseUrl", "The value of MILLRACE_DB_URL", database.url());
    String login = deployment.choices().iam() ? "User" : "Secret";
    output("Reader" + login, "Login for dashboards", database.reader().stackOutput());
    output("Worker" + login, "Login for commands", database.worker().stackOutput());
    output("SchemaCluster", "Where the schema step runs", schema.cluster());
    output("ReadFunction", "For ./millrace --via", commands.read().getFunctionName());
    output("ChangeFunction", "For ./millrace --via-write", commands.change().getFunctionName());
    output("MigratorSecret", "Login for types apply", database.migrator().getSecretArn());
    output(
        "ProgramsSecurityGroup",
        "Members of this security group can reach the database",
        network.programs().getSecurityGroupId());
    Retention.of(this, deployment.sizes().logDays());
  }

  private void refuseSecond() {
    Stack stack = Stack.of(this);
    if (stack.getNode().findAll().stream()
        .anyMatch(each -> each instanceof MillracePipeline && each != this)) {
      throw new IllegalStateException(
          "the stack %s already has a MillracePipeline; put this one into another stack"
              .formatted(stack.getStackName()));
    }
  }

  /** Windows may be sent to the queues of imports and backfills. */
  public Queues queues() {
    return queues;
  }

  /** Takes events BackfillRequested and publishes those of Millrace. */
  public EventBus bus() {
    return bus;
  }

  /** Its URL and the logins of its users. */
  public MillraceDatabase database() {
    return database;
  }

  /** Members of its group of programs reach the database. */
  public Network network() {
    return network;
  }

  private static Queues.Visibility visibility(WorkerKind workers) {
    return switch (workers) {
      case ECS -> new Queues.Visibility(EXTENDED, EXTENDED, EXTENDED);
      case LAMBDA -> LambdaWorkers.visibility();
    };
  }

  private void output(String id, String description, String value) {
    CfnOutput.Builder.create(this, id).description(description).value(value).build();
  }
}
