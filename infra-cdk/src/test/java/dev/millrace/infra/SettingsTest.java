package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the template says and what the code reads are the same. */
@NeedsNode
class SettingsTest {

  private static final Set<String> SECRETS =
      Set.of("MILLRACE_SOURCE_KEY", "MILLRACE_DB_USER", "MILLRACE_DB_PASSWORD");

  @ParameterizedTest
  @EnumSource
  void every_program_starts_with_the_environment_that_it_gets(WorkerKind workers) {
    List<Program> programs = Programs.of(Synthesised.of(workers));

    assertThat(programs)
        .hasSize(workers == WorkerKind.ECS ? 5 : 7)
        .allSatisfy(
            program ->
                assertThatCode(() -> Settings.connections(program)).doesNotThrowAnyException());
  }

  @ParameterizedTest
  @EnumSource
  void every_function_names_a_class_that_is_there(WorkerKind workers) {
    assertThat(Programs.of(Synthesised.of(workers)))
        .filteredOn(program -> !program.handler().isEmpty())
        .isNotEmpty()
        .allSatisfy(
            program ->
                assertThat(Class.forName(program.handler()))
                    .isAssignableTo(RequestStreamHandler.class));
  }

  @Test
  void what_a_deployment_may_say_as_well_reaches_the_workers() {
    Deployment given = Deployment.of(WorkerKind.ECS);
    Synthesised stack =
        Synthesised.of(
            new Deployment(
                given.workers(),
                given.sourceUrl(),
                Map.of(
                    "MILLRACE_SOURCE_KEY_SECRET", "millrace/key",
                    "MILLRACE_SLACK_TOKEN_SECRET", "millrace/slack",
                    "MILLRACE_HASH_KEY_SECRET", "millrace/hash"),
                Optional.of("codes"),
                List.of(),
                Optional.of("you@example.org"),
                Optional.empty()));

    Program worker =
        Programs.of(stack).stream().filter(each -> each.name().equals("worker")).findAny().get();

    assertThatCode(() -> Settings.connections(worker)).doesNotThrowAnyException();
    assertThat(worker.variables()).containsEntry("MILLRACE_EVENT_CODE_TABLE", "codes");
    assertThat(stack.properties("AWS::IAM::Policy").toString()).contains("dynamodb:Scan");
    assertThat(stack.properties("AWS::SNS::Subscription").toString()).contains("you@example.org");
  }

  @ParameterizedTest
  @EnumSource
  void no_secret_is_in_an_environment(WorkerKind workers) {
    assertThat(Programs.of(Synthesised.of(workers)))
        .allSatisfy(
            program ->
                assertThat(program.variables()).doesNotContainKeys(SECRETS.toArray(String[]::new)));
  }
}
