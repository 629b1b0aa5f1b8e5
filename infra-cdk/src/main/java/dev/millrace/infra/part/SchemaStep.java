package dev.millrace.infra.part;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.customresources.Provider;
import software.amazon.awscdk.services.ecs.Cluster;
import software.amazon.awscdk.services.ecs.ContainerInsights;
import software.amazon.awscdk.services.ecs.FargateTaskDefinition;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/**
 * The step of each deployment before programs are replaced: creates the users of the database,
 * migrates its control tables and applies the type definitions. It runs as a task of the worker's
 * image, since it may copy a large table, which takes longer than a function may. If it fails, the
 * deployment fails, and running programs stay unchanged.
 */
public final class SchemaStep extends Construct {

  /** Less than the hour that CloudFormation waits, so that it gets an answer. */
  private static final Duration LONGEST = Duration.minutes(55);

  private static final Duration LOOK_EVERY = Duration.seconds(10);
  private static final String HANDLER = "dev.millrace.worker.function.SchemaTaskFunction";

  /** Of the image, which contains the definitions and the programs. */
  private static final String TYPES = "/opt/millrace/types";

  private final Cluster cluster;
  private final LogGroup log;
  private final CustomResource step;

  public SchemaStep(
      Construct scope,
      String id,
      Network network,
      MillraceDatabase database,
      Artifacts artifacts,
      String run) {
    super(scope, id);
    // Always there, also where workers are functions.
    cluster =
        Cluster.Builder.create(this, "Cluster")
            .vpc(network.vpc())
            .containerInsightsV2(ContainerInsights.DISABLED)
            .build();
    log = Functions.logs(this, "TaskLog");
    FargateTaskDefinition task = task(database, artifacts);
    database.grantMigrator(task.getTaskRole());
    database.worker().grantCreation(task.getTaskRole());
    database.reader().grantCreation(task.getTaskRole());
    Provider provider =
        Provider.Builder.create(this, "Provider")
            .onEventHandler(function("Start", artifacts, task))
            .isCompleteHandler(function("Look", artifacts, task))
            .queryInterval(LOOK_EVERY)
            .totalTimeout(LONGEST)
            .logGroup(Functions.logs(this, "ProviderLog"))
            .build();
    step =
        CustomResource.Builder.create(this, "Step")
            .serviceToken(provider.getServiceToken())
            .properties(
                Map.of(
                    "Cluster", cluster.getClusterName(),
                    // Another build is another revision, and runs again.
                    "Task", task.getTaskDefinitionArn(),
                    "Subnets", network.vpc().selectSubnets(network.workers()).getSubnetIds(),
                    "SecurityGroups", List.of(network.programs().getSecurityGroupId()),
                    "PublicAddress", network.ownAddresses() ? "ENABLED" : "DISABLED",
                    "Log", log.getLogGroupName(),
                    "Run", run))
            .build();
    // And the access to it and to its secrets, and what the task may do.
    step.getNode().addDependency(database, network, task, log);
  }

  private FargateTaskDefinition task(MillraceDatabase database, Artifacts artifacts) {
    FargateTaskDefinition task =
        ImageTask.task(this)
            // Known before its revisions, so that permissions last through a rollback.
            .family(Stack.of(this).getStackName() + "-schema")
            .build();
    Map<String, String> settings = new HashMap<>();
    settings.put("MILLRACE_DB_URL", database.url());
    settings.put("MILLRACE_DB_SECRET", database.migrator().getSecretArn());
    settings.put("MILLRACE_TYPES", TYPES);
    settings.putAll(database.waiting());
    List<String> logins = new ArrayList<>(database.worker().schemaArguments("worker"));
    logins.addAll(database.reader().schemaArguments("reader"));
    task.addContainer(
        "schema",
        ImageTask.container("schema", artifacts, settings, log)
            .entryPoint(
                List.of(
                    "java", "@/opt/millrace/aot/options", "dev.millrace.worker.schema.SchemaMain"))
            .command(logins)
            .build());
    return task;
  }

  /** The provider wants two functions; which one it calls is in the event. */
  private Function function(String id, Artifacts artifacts, FargateTaskDefinition task) {
    Function function =
        Functions.anywhere(
                this,
                id,
                new Functions.What(
                    artifacts.worker(), HANDLER, 512, Duration.minutes(1), null, Map.of()))
            .build();
    if (id.equals("Start")) {
      function.addToRolePolicy(may("ecs:RunTask", arn("task-definition", task.getFamily() + ":*")));
      function.addToRolePolicy(
          PolicyStatement.Builder.create()
              .actions(List.of("iam:PassRole"))
              .resources(
                  List.of(task.getTaskRole().getRoleArn(), task.obtainExecutionRole().getRoleArn()))
              .conditions(
                  Map.of("StringEquals", Map.of("iam:PassedToService", "ecs-tasks.amazonaws.com")))
              .build());
    } else {
      function.addToRolePolicy(
          may("ecs:DescribeTasks", arn("task", cluster.getClusterName() + "/*")));
      function.addToRolePolicy(
          PolicyStatement.Builder.create()
              .actions(List.of("logs:GetLogEvents"))
              .resources(List.of(log.getLogGroupArn()))
              .build());
    }
    return function;
  }

  /** In the step's own cluster. */
  private PolicyStatement may(String action, String resource) {
    return PolicyStatement.Builder.create()
        .actions(List.of(action))
        .resources(List.of(resource))
        .conditions(Map.of("ArnEquals", Map.of("ecs:cluster", cluster.getClusterArn())))
        .build();
  }

  private String arn(String resource, String name) {
    return Stack.of(this)
        .formatArn(
            ArnComponents.builder()
                .service("ecs")
                .resource(resource)
                .arnFormat(ArnFormat.SLASH_RESOURCE_NAME)
                .resourceName(name)
                .build());
  }

  /** Name of the cluster of its task. */
  public String cluster() {
    return cluster.getClusterName();
  }

  /** Makes the construct wait until the schema fits. */
  public void before(Construct program) {
    program.getNode().addDependency(step);
  }
}
