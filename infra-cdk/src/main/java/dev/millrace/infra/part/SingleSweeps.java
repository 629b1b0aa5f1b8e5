package dev.millrace.infra.part;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.scheduler.ScheduleGroup;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * Lets functions schedule single sweeps, where no schedule runs them every minute, so that the
 * database can pause.
 */
public final class SingleSweeps extends Construct {

  private final ScheduleGroup group;
  private final Role role;
  private final Queue missed;

  /**
   * @param role may call the sweep
   * @param missed keeps calls that failed
   */
  SingleSweeps(Construct scope, String id, Role role, Queue missed) {
    super(scope, id);
    this.role = role;
    this.missed = missed;
    group =
        ScheduleGroup.Builder.create(this, "Group")
            .scheduleGroupName(Stack.of(this).getStackName())
            .build();
  }

  /** Of the sweep; by name, since its own environment has its ARN. */
  static String functionName(Construct scope) {
    return Stack.of(scope).getStackName() + "-sweep";
  }

  /** Lets a function of the producer or of the workers do it. */
  public void allow(Function function) {
    settings().forEach(function::addEnvironment);
    function.addToRolePolicy(
        PolicyStatement.Builder.create()
            .actions(List.of("scheduler:CreateSchedule"))
            .resources(
                List.of(
                    arn(
                        "scheduler",
                        "schedule",
                        group.getScheduleGroupName() + "/*",
                        ArnFormat.SLASH_RESOURCE_NAME)))
            .build());
    function.addToRolePolicy(
        PolicyStatement.Builder.create()
            .actions(List.of("iam:PassRole"))
            .resources(List.of(role.getRoleArn()))
            .conditions(
                Map.of("StringEquals", Map.of("iam:PassedToService", "scheduler.amazonaws.com")))
            .build());
  }

  private Map<String, String> settings() {
    return Map.of(
        "MILLRACE_NEXT_SWEEP",
        String.join(
            " ",
            group.getScheduleGroupName(),
            arn("lambda", "function", functionName(this), ArnFormat.COLON_RESOURCE_NAME),
            role.getRoleArn(),
            missed.getQueueArn()));
  }

  private String arn(String service, String resource, String name, ArnFormat format) {
    return Stack.of(this)
        .formatArn(
            ArnComponents.builder()
                .service(service)
                .resource(resource)
                .resourceName(name)
                .arnFormat(format)
                .build());
  }
}
