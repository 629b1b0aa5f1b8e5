package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.infra.part.WorkerKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What types with a source of their own need: secrets, ports, buckets. */
@NeedsNode
class SourcesTest {

  private static final Map<String, Synthesised> STACKS = new HashMap<>();

  private static Map<String, String> context(String workers) {
    return new HashMap<>(
        Map.of(
            "workers",
            workers,
            "authSecrets",
            "GITHUB_TOKEN=millrace/github, SHOP_KEY=shop#key",
            "sourcePorts",
            "8443,443",
            "sourceBuckets",
            "my-logs"));
  }

  /** Each kind is synthesised once. */
  private static synchronized Synthesised stack(String kind) {
    return STACKS.computeIfAbsent(kind, each -> Synthesised.of(context(each)));
  }

  private static List<Program> workers(Synthesised stack) {
    return Programs.of(stack).stream()
        .filter(
            program ->
                program.name().equals("worker")
                    || (program.handler().startsWith("dev.millrace.worker.function.")
                        && !program.handler().endsWith(".SchemaTaskFunction")))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ecs", "lambda"})
  void each_name_of_auth_reaches_the_workers_as_the_name_of_a_secret(String kind) {
    Synthesised stack = stack(kind);

    assertThat(workers(stack))
        .isNotEmpty()
        .allSatisfy(
            worker -> {
              assertThat(worker.variables())
                  .containsEntry("GITHUB_TOKEN_SECRET", "millrace/github")
                  .containsEntry("SHOP_KEY_SECRET", "shop#key")
                  .doesNotContainKeys("GITHUB_TOKEN", "SHOP_KEY");
              assertThatCode(() -> Settings.connections(worker)).doesNotThrowAnyException();
            });
    String policies = stack.properties("AWS::IAM::Policy").toString();
    assertThat(policies).contains(":secret:millrace/github-??????", ":secret:shop-??????");
    assertThat(policies).doesNotContain("shop#key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ecs", "lambda"})
  void only_workers_may_read_them(String kind) {
    Synthesised stack = stack(kind);

    assertThat(stack.properties("AWS::IAM::Policy"))
        .filteredOn(policy -> policy.toString().contains("millrace/github"))
        .isNotEmpty()
        .allSatisfy(policy -> assertThat(policy.list("Roles").toString()).contains("Workers"));
    assertThat(Programs.of(stack))
        .filteredOn(program -> program.handler().startsWith("dev.millrace.producer."))
        .isNotEmpty()
        .allSatisfy(
            producer -> assertThat(producer.variables()).doesNotContainKey("GITHUB_TOKEN_SECRET"));
  }

  @Test
  void objects_of_a_bucket_may_be_read_and_missing_ones_told_apart() {
    String policies = stack("ecs").properties("AWS::IAM::Policy").toString();

    assertThat(policies).contains("s3:GetObject", ":s3:::my-logs/*", "s3:ListBucket");
    assertThat(policies).doesNotContain("s3:Put", "s3:Delete", "s3:*");
  }

  /** cdk-nag's finding about the star of the objects, which are not known beforehand. */
  @Test
  void nothing_else_is_found_than_without_them() {
    List<String> before = Synthesised.of(WorkerKind.ECS).findings();

    assertThat(stack("ecs").findings())
        .filteredOn(finding -> !before.contains(finding))
        .allMatch(finding -> finding.contains(":s3:::my-logs/*]"))
        .hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void a_port_of_a_source_is_open_outwards_and_none_inwards() {
    Synthesised stack = stack("ecs");
    Tree group = stack.resource("AWS::EC2::SecurityGroup", "NetworkPrograms").at("Properties");

    assertThat(group.list("SecurityGroupEgress"))
        .extracting(rule -> rule.text("FromPort"))
        .containsExactlyInAnyOrder("443", "8443");
    assertThat(group.has("SecurityGroupIngress")).isFalse();
  }

  @Test
  void without_a_document_api_workers_get_neither_its_url_nor_its_key() {
    Map<String, String> context = context("ecs");
    context.put("sourceUrl", "none");
    Synthesised stack = Synthesised.of(context);

    assertThat(workers(stack))
        .isNotEmpty()
        .allSatisfy(
            worker -> {
              assertThat(worker.variables())
                  .doesNotContainKeys("MILLRACE_SOURCE_URL", "MILLRACE_SOURCE_KEY_SECRET");
              assertThatCode(() -> Settings.connections(worker)).doesNotThrowAnyException();
            });
    assertThat(stack.warnings()).noneMatch(text -> text.contains("sourceUrl"));
    assertThat(stack.properties("AWS::IAM::Policy").toString())
        .doesNotContain("millrace/source-key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "authSecrets | GITHUB_TOKEN | the name of a secret for GITHUB_TOKEN",
        "authSecrets | github=a | which is not a name of auth",
        "authSecrets | AWS_KEY=a | which is not a name of auth",
        "authSecrets | TOKEN_SECRET=a | which is not a name of auth",
        "authSecrets | MILLRACE_KEY=a | which is not a name of auth",
        "sourcePorts | https | from 1 to 65535",
        "sourcePorts | 70000 | from 1 to 65535",
        "sourceBuckets | s3://logs | names of buckets",
      })
  void a_mistake_is_refused_before_it_is_deployed(String name, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Synthesised.of(Map.of(name, value)))
        .withMessageContaining(message);
  }
}
