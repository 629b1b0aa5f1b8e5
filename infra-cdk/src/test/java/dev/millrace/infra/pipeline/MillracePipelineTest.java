package dev.millrace.infra.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.infra.NeedsNode;
import dev.millrace.infra.Synthesised;
import dev.millrace.infra.part.Artifacts;
import dev.millrace.infra.part.Deployment;
import dev.millrace.infra.part.Deployment.ExistingDatabase;
import dev.millrace.infra.part.Sources;
import dev.millrace.infra.part.WorkerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.ec2.Vpc;

@NeedsNode
class MillracePipelineTest {

  private static final String SOURCE = "https://documents.example.org/get_docs/";
  private static final Sources SOURCES =
      new Sources(Map.of("A_TOKEN", "a/token"), List.of(8443), List.of("my-logs"));
  private static final Artifacts ARTIFACTS = Synthesised.artifacts(false);

  @Test
  void its_builder_says_all_that_the_context_can_say() {
    Map<String, String> context = new HashMap<>();
    context.putAll(
        Map.of(
            "workers", "ecs",
            "sourceUrl", SOURCE,
            "sourceKeySecret", "key",
            "slackTokenSecret", "token",
            "hashKeySecret", "hash",
            "secretKey", "arn:aws:kms:eu-west-1:111122223333:key/1",
            "eventCodeTable", "codes",
            "senders", "111122223333, 444455556666",
            "alarmEmail", "you@example.org"));
    context.putAll(
        Map.of(
            "databaseCertificate", "unverified",
            "flowLogs", "on",
            "tasks", "private",
            "spot", "off",
            "databaseAuth", "iam",
            "requesters", "me",
            "schemaRun", "2"));
    context.putAll(
        Map.of(
            "authSecrets", "A_TOKEN=a/token",
            "sourcePorts", "8443",
            "sourceBuckets", "my-logs"));
    context.putAll(
        Map.of(
            "sourceRate", "7",
            "permits", "30",
            "mostTasks", "3",
            "leastCapacity", "0.5",
            "mostCapacity", "8",
            "standby", "off",
            "logDays", "7",
            "alarms", "off"));

    // Ten tasks with 30 permits would be too many: only the whole is checked.
    PipelineProps props =
        PipelineProps.builder(WorkerKind.ECS, SOURCE, ARTIFACTS)
            .sourceKeySecret("key")
            .slackTokenSecret("token")
            .hashKeySecret("hash")
            .secretKey("arn:aws:kms:eu-west-1:111122223333:key/1")
            .eventCodeTable("codes")
            .senders(List.of("111122223333", "444455556666"))
            .alarmEmail("you@example.org")
            .unverifiedCertificate()
            .flowLogs()
            .privateTasks()
            .withoutSpot()
            .iam()
            .requesters(List.of("me"))
            .schemaRun("2")
            .sources(SOURCES)
            .sourceRate(7)
            .permits(30)
            .mostTasks(3)
            .capacity(0.5, 8)
            .withoutStandby()
            .logDays(7)
            .withoutAlarms()
            .build();

    assertThat(props.deployment()).isEqualTo(read(context));
  }

  @Test
  void its_builder_may_use_an_existing_database() {
    Map<String, String> context = new HashMap<>(Map.of("workers", "lambda", "sourceUrl", SOURCE));
    context.putAll(
        Map.of(
            "databaseHost", "db.example.com",
            "databaseSecret", "secret",
            "databaseSecurityGroup", "sg",
            "vpc", "vpc",
            "zones", "a",
            "subnets", "subnet",
            "databaseAuth", "iam",
            "databaseResource", "cluster-ABC"));

    PipelineProps props =
        PipelineProps.builder(WorkerKind.LAMBDA, SOURCE, ARTIFACTS)
            .existing(
                new ExistingDatabase(
                    "db.example.com",
                    "secret",
                    "sg",
                    "vpc",
                    List.of("a"),
                    List.of("subnet"),
                    "cluster-ABC"))
            .iam()
            .build();

    assertThat(props.deployment()).isEqualTo(read(context));
  }

  @Test
  void its_builder_may_let_the_database_pause() {
    assertThat(
            PipelineProps.builder(WorkerKind.LAMBDA, SOURCE, ARTIFACTS)
                .pause()
                .build()
                .deployment())
        .isEqualTo(read(Map.of("workers", "lambda", "sourceUrl", SOURCE, "idle", "pause")));
  }

  @Test
  void choices_about_a_network_need_a_new_one() {
    Vpc vpc = Vpc.Builder.create(new Stack(new App(), "Theirs"), "Net").maxAzs(2).build();

    assertThatThrownBy(
            () ->
                PipelineProps.builder(WorkerKind.ECS, SOURCE, ARTIFACTS)
                    .vpc(vpc)
                    .flowLogs()
                    .build())
        .hasMessage("no effect without a new network: leave out flowLogs and privateTasks");
  }

  private static Deployment read(Map<String, String> context) {
    App app = new App(AppProps.builder().context(context).build());
    return Deployment.complete(app.getNode());
  }

  @Test
  void it_fits_into_a_stack_and_a_vpc_of_others() {
    Stack stack = new Stack(new App(), "Theirs");
    Vpc vpc = Vpc.Builder.create(stack, "Net").maxAzs(2).build();

    MillracePipeline pipeline =
        new MillracePipeline(
            stack,
            "Imports",
            PipelineProps.builder(WorkerKind.ECS, SOURCE, ARTIFACTS).vpc(vpc).build());

    Template template = Template.fromStack(stack);
    template.resourceCountIs("AWS::EC2::VPC", 1);
    template.resourceCountIs("AWS::EC2::VPCEndpoint", 0);
    template.hasResourceProperties(
        "AWS::ECS::Service",
        Map.of(
            "NetworkConfiguration",
            Map.of(
                "AwsvpcConfiguration",
                Match.objectLike(
                    Map.of(
                        "AssignPublicIp",
                        "DISABLED",
                        "Subnets",
                        Match.arrayWith(
                            List.of(
                                Map.of(
                                    "Ref",
                                    Match.stringLikeRegexp("NetPrivateSubnet1Subnet.*")))))))));
    template.hasResourceProperties("AWS::Events::EventBus", Map.of("Name", "Theirs"));
    assertThat(stack.resolve(pipeline.bus().getEventBusName()).toString()).contains("ImportsBus");
  }

  @Test
  void a_second_one_in_a_stack_is_refused() {
    Stack stack = new Stack(new App(), "Theirs");
    PipelineProps props = PipelineProps.builder(WorkerKind.ECS, SOURCE, ARTIFACTS).build();
    new MillracePipeline(stack, "First", props);

    assertThatThrownBy(() -> new MillracePipeline(stack, "Second", props))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the stack Theirs already has a MillracePipeline; put this one into another stack");
  }

  /** The jar of the construct has the packages below this one alone. */
  @Test
  void it_needs_no_class_of_the_application() throws IOException {
    Path root = Path.of("src/main/java/dev/millrace/infra");
    try (Stream<Path> sources = Files.walk(root)) {
      List<Path> parts =
          sources
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> root.relativize(file).getNameCount() > 1)
              .toList();

      assertThat(parts).hasSizeGreaterThan(20);
      for (Path part : parts) {
        assertThat(Files.readString(part)).doesNotContainPattern("import dev.millrace.infra.[A-Z]");
      }
    }
  }
}
