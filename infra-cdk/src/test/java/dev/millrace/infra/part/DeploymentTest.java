package dev.millrace.infra.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.infra.DatabaseTest;
import dev.millrace.infra.NeedsNode;
import dev.millrace.infra.Synthesised;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

@NeedsNode
class DeploymentTest {

  private static final String SOURCE = "https://documents.example.org/get_docs/";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://documents.example.org/get_docs/",
        "documents.example.org/get_docs/",
        "https://documents.example.org",
        "https:///get_docs/",
        "https://documents.example.org/get docs/",
        "https://documents.example.org:port/get_docs/"
      })
  void a_source_that_workers_would_refuse_is_refused_before_it_is_deployed(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Synthesised.of(Map.of("sourceUrl", url)))
        .withMessage(
            "sourceUrl must be an https URL without a login, such as"
                + " https://documents.example.com/get_docs/, but is '%s'",
            url);
  }

  @Test
  void a_login_in_the_source_s_url_is_refused_and_not_printed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Synthesised.of(Map.of("sourceUrl", "https://me:secret@example.org/")))
        .withMessageContaining("is 'https://…@example.org/'")
        .withMessageNotContaining("secret");
  }

  @Test
  void a_missing_source_is_a_warning() {
    assertThat(Synthesised.of(Map.of()).warnings()).anyMatch(text -> text.contains("sourceUrl"));
    assertThat(Synthesised.of(Map.of("sourceUrl", "https://example.org:8443/get_docs/")).warnings())
        .noneMatch(text -> text.contains("sourceUrl"));
  }

  /** Another default would replace what runs. */
  @Test
  void a_deployment_says_what_it_is_each_time() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete(Map.of("workers", "lambda", "schemaRun", "2")))
        .withMessage(
            "the context has no 'sourceUrl'; write all values of the deployment to"
                + " infra-cdk/cdk.json, so that the next one has them too");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete(Map.of("sourceUrl", SOURCE)))
        .withMessageStartingWith("the context has no 'workers'");
  }

  @Test
  void an_unknown_name_of_the_context_is_refused_with_the_known_ones() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> complete(Map.of("workers", "ecs", "sourceUrl", SOURCE, "flowlogs", "on")))
        .withMessageStartingWith(
            "the context has the unknown name 'flowlogs'; use one of alarmEmail,")
        .withMessageContaining(" flowLogs,");
    assertThat(
            complete(Map.of("workers", "ecs", "sourceUrl", SOURCE, "@aws-cdk/core:x", "true"))
                .workers())
        .isEqualTo(WorkerKind.ECS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "workers=lambda tasks=private | workers=ecs: leave out tasks, spot, permits and mostTasks",
        "workers=lambda spot=off | workers=ecs: leave out tasks, spot, permits and mostTasks",
        "workers=lambda permits=4 | workers=ecs: leave out tasks, spot, permits and mostTasks",
        "workers=lambda idle=pause standby=off | a database that never pauses, without idle=pause:"
            + " leave out standby and leastCapacity"
      })
  void a_value_without_effect_is_refused(String context, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Synthesised.of(values(context)))
        .withMessage("no effect without " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "flowLogs=on | a new network: leave out flowLogs and tasks",
        "standby=off | a new database: leave out leastCapacity, mostCapacity and standby",
        "databaseResource=cluster-A | databaseAuth=iam: leave out databaseResource"
      })
  void a_value_without_effect_on_an_existing_database_is_refused(String value, String message) {
    Map<String, String> context = new HashMap<>(DatabaseTest.EXISTING);
    context.putAll(values(value));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Synthesised.of(context))
        .withMessage("no effect without " + message);
  }

  private static Map<String, String> values(String context) {
    return Arrays.stream(context.split(" ", -1))
        .map(each -> each.split("=", 2))
        .collect(Collectors.toMap(each -> each[0], each -> each[1]));
  }

  private static Deployment complete(Map<String, String> context) {
    return Deployment.complete(new App(AppProps.builder().context(context).build()).getNode());
  }

  @Test
  void a_key_of_secrets_that_is_none_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Synthesised.of(Map.of("secretKey", "alias/mine")))
        .withMessage("secretKey must be the ARN of a KMS key, but is 'alias/mine'");
  }
}
