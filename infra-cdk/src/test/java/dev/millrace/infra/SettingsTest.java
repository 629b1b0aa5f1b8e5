package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.infra.part.WorkerKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The template sets exactly the settings that the code reads. */
@NeedsNode
class SettingsTest {

  private static final Set<String> SECRETS =
      Set.of("MILLRACE_SOURCE_KEY", "MILLRACE_DB_USER", "MILLRACE_DB_PASSWORD");

  @EachVariant
  void every_program_starts_with_the_environment_that_it_gets(
      Synthesised stack, WorkerKind workers) {
    List<Program> programs = Programs.of(stack);

    assertThat(programs)
        .hasSize(workers == WorkerKind.ECS ? 9 : 11)
        .allSatisfy(
            program ->
                assertThatCode(() -> Settings.connections(program)).doesNotThrowAnyException());
  }

  @EachVariant
  void every_function_names_an_existing_class(Synthesised stack) {
    assertThat(Programs.of(stack))
        .filteredOn(program -> !program.handler().isEmpty())
        .filteredOn(program -> !program.handler().startsWith("dev.millrace.cli."))
        .isNotEmpty()
        .allSatisfy(
            program ->
                assertThat(Class.forName(program.handler()))
                    .isAssignableTo(RequestStreamHandler.class));
  }

  /** The command is not on the class path. */
  @EachVariant
  void the_functions_of_commands_are_those_of_the_command(Synthesised stack) {
    assertThat(Programs.of(stack))
        .extracting(Program::handler)
        .filteredOn(handler -> handler.startsWith("dev.millrace.cli."))
        .hasSize(2)
        .allSatisfy(
            handler ->
                assertThat(Path.of("../cli/src/main/java", handler.replace('.', '/') + ".java"))
                    .content()
                    .contains("implements RequestStreamHandler"));
  }

  @Test
  void optional_parameters_reach_the_workers() {
    Synthesised stack =
        Synthesised.of(
            Map.of(
                "sourceKeySecret", "millrace/key",
                "slackTokenSecret", "millrace/slack",
                "hashKeySecret", "millrace/hash",
                "eventCodeTable", "codes",
                "alarmEmail", "you@example.org"));

    Program worker =
        Programs.of(stack).stream().filter(each -> each.name().equals("worker")).findAny().get();

    assertThatCode(() -> Settings.connections(worker)).doesNotThrowAnyException();
    assertThat(worker.variables()).containsEntry("MILLRACE_EVENT_CODE_TABLE", "codes");
    assertThat(stack.properties("AWS::IAM::Policy").toString()).contains("dynamodb:Scan");
    assertThat(stack.properties("AWS::SNS::Subscription").toString()).contains("you@example.org");
  }

  @EachVariant
  void no_secret_is_in_an_environment(Synthesised stack) {
    assertThat(Programs.of(stack))
        .allSatisfy(
            program ->
                assertThat(program.variables()).doesNotContainKeys(SECRETS.toArray(String[]::new)));
  }
}
