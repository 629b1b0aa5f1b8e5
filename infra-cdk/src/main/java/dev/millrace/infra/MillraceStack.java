package dev.millrace.infra;

import dev.millrace.infra.monitor.Alarms;
import dev.millrace.infra.monitor.PipelineDashboard;
import dev.millrace.infra.monitor.PipelineMetrics;
import dev.millrace.infra.monitor.WorkerAlarms;
import dev.millrace.infra.part.Artifacts;
import dev.millrace.infra.part.Deployment;
import dev.millrace.infra.part.MillraceDatabase;
import dev.millrace.infra.part.Network;
import dev.millrace.infra.part.Producer;
import dev.millrace.infra.part.Queues;
import dev.millrace.infra.part.SchemaStep;
import dev.millrace.infra.part.WorkerKind;
import dev.millrace.infra.worker.EcsWorkers;
import dev.millrace.infra.worker.LambdaWorkers;
import dev.millrace.infra.worker.WorkerParts;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.TagProps;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.events.EventBus;
import software.constructs.Construct;

/** One Millrace installation in one account and region. */
public final class MillraceStack extends Stack {

  /** A consumer extends it while it works; a killed worker's messages stay hidden for this time. */
  private static final Duration EXTENDED = Duration.seconds(60);

  /** CloudFormation does not support tags on dashboards, according to cfn-lint. */
  private static final TagProps TAGGED =
      TagProps.builder().excludeResourceTypes(List.of("AWS::CloudWatch::Dashboard")).build();

  public MillraceStack(Construct scope, String id, Deployment deployment, Artifacts artifacts) {
    super(scope, id);
    Tags.of(this).add("application", "millrace", TAGGED);
    Tags.of(this).add("deployment", id, TAGGED);
    if (deployment.sourceUrl().equals(Deployment.EXAMPLE_SOURCE)) {
      Annotations.of(this)
          .addWarningV2(
              "millrace:source", "there is no sourceUrl: workers would find no documents");
    }
    Network network = new Network(this, "Network", deployment);
    MillraceDatabase database =
        new MillraceDatabase(this, "Database", network, deployment, artifacts);
    Queues queues =
        new Queues(this, "Queues", visibility(deployment.workers()), deployment.senders());
    EventBus bus = EventBus.Builder.create(this, "Bus").eventBusName(id).build();
    SchemaStep schema =
        new SchemaStep(
            this, "Schema", network, database, artifacts, deployment.choices().schemaRun());
    Producer producer =
        new Producer(
            this,
            "Producer",
            network,
            queues,
            database,
            bus,
            artifacts,
            deployment.choices().requesters());
    producer.functions().forEach(schema::before);
    WorkerParts parts = new WorkerParts(deployment, network, queues, database, schema, artifacts);
    PipelineMetrics metrics = new PipelineMetrics(this, "Metrics", producer.sweep().getLogGroup());
    Alarms alarms = new Alarms(this, "Alarms", queues, producer, metrics, deployment.alarmEmail());
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
    output("ReaderSecret", "Login for dashboards", database.reader().getSecretArn());
    output("WorkerSecret", "Login for commands", database.worker().getSecretArn());
    output("MigratorSecret", "Login for types apply", database.migrator().getSecretArn());
    output(
        "ProgramsSecurityGroup",
        "Members of this security group can reach the database",
        network.programs().getSecurityGroupId());
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
