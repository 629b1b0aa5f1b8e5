package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.part.WorkerKind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** cdk-nag's pack AwsSolutions. Accepted findings have a reason here. */
@NeedsNode
class NagTest {

  /**
   * A finding that stays.
   *
   * @param where a part of the construct's path
   */
  private record Left(String rule, String where, String why) {

    boolean covers(String finding) {
      String[] parts = finding.split(" ", 2);
      return parts[0].startsWith("AwsSolutions-" + rule) && parts[1].contains(where);
    }
  }

  private static final List<Left> LEFT =
      List.of(
          new Left(
              "IAM4[",
              "/ServiceRole/",
              "AWS's own policies for a function in a VPC: its log and its network interface"),
          new Left(
              "IAM5[Resource::<Schema",
              "/Schema/Provider/",
              "CDK's provider may call any version of the functions of the schema step"),
          new Left(
              "IAM5[Resource::arn:<AWS::Partition>:ecs:",
              "/Schema/",
              "any revision of the one task, since a rollback runs an older one, and any task of"
                  + " the step's own cluster"),
          new Left(
              "SF1",
              "/Schema/Provider/waiter-state-machine/",
              "CDK's waiter only asks the function again, and that function logs each answer"),
          new Left("SF2", "/Schema/Provider/waiter-state-machine/", "the same"),
          new Left(
              "ECS4",
              "/Schema/Cluster/",
              "its one task runs for minutes in each deployment, which needs no metrics"),
          new Left(
              "IAM5[Resource::*]",
              "/Task/ExecutionRole/",
              "a login at ECR is for the whole registry; pulling is for the one repository"),
          new Left(
              "IAM5[Resource::arn:<AWS::Partition>:scheduler:",
              "/Producer/",
              "schedules for single sweeps, one for each minute, in a group of their own"),
          new Left("IAM5[Resource::arn:<AWS::Partition>:scheduler:", "/Workers/", "the same"),
          new Left("IAM5[Resource::arn:<AWS::Partition>:scheduler:", "/Commands/", "the same"),
          new Left(
              "IAM5[Resource::arn:<AWS::Partition>:s3:",
              "/Workers/",
              "any file of a bucket that the deployment names, read only"),
          new Left(
              "SMG4",
              "/Database/",
              "an existing database keeps its logins: how they are changed is its owner's policy"),
          new Left(
              "VPC7",
              "/Network/Vpc/",
              "flow logs cost by the byte and are the account's policy, not this system's"),
          new Left(
              "RDS6",
              "/Database/Cluster/",
              "logins are by secret: signed tokens live 15 minutes, and a pool opens connections"
                  + " at any time"),
          new Left(
              "RDS11",
              "/Database/Cluster/",
              "an unusual port does not protect; the security group does"),
          new Left(
              "RDS14",
              "/Database/Cluster/",
              "it restores to a point in time, and lost documents are imported again"),
          new Left(
              "SQS3",
              "/Producer/LostRequests/",
              "it is itself where a request ends that failed, and nothing receives from it"),
          new Left(
              "SQS3",
              "/Producer/MissedSchedules/",
              "it is itself where a call ends that failed, and nothing receives from it"),
          new Left(
              "ECS2",
              "/Task/",
              "the environment holds names and addresses; every secret is in Secrets Manager"));

  /** Whose findings are others. */
  private static final List<Map<String, String>> CHOICES =
      List.of(
          Map.of("workers", "lambda", "idle", "pause", "databaseAuth", "iam"),
          Map.of(
              "workers", "ecs",
              "databaseAuth", "iam",
              "flowLogs", "on",
              "tasks", "private",
              "spot", "off",
              "senders", "111122223333",
              "requesters", "me",
              "authSecrets", "A_TOKEN=a/token",
              "sourceBuckets", "my-logs"),
          DatabaseTest.EXISTING);

  @Test
  void every_finding_of_a_choice_has_a_reason_to_stay() {
    assertThat(CHOICES).allSatisfy(choice -> everyFindingHasAReason(Synthesised.of(choice)));
  }

  @EachVariant
  void every_finding_has_a_reason_to_stay(Synthesised stack) {
    everyFindingHasAReason(stack);
  }

  private static void everyFindingHasAReason(Synthesised stack) {
    assertThat(stack.findings())
        .filteredOn(finding -> LEFT.stream().noneMatch(left -> left.covers(finding)))
        .isEmpty();
  }

  @EachVariant
  void the_pack_ran(Synthesised stack) {
    assertThat(stack.findings()).isNotEmpty();
  }

  @Test
  void no_reason_is_left_over() {
    List<String> findings =
        Stream.concat(
                Stream.of(WorkerKind.values()).map(Synthesised::of),
                CHOICES.stream().map(Synthesised::of))
            .flatMap(stack -> stack.findings().stream())
            .toList();

    assertThat(LEFT).allMatch(left -> findings.stream().anyMatch(left::covers));
  }
}
