package dev.millrace.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Execution;
import dev.millrace.cli.OperatorStage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the database knows is shown also without the queues. */
final class LostQueuesTest {

  @RegisterExtension private static final OperatorStage stage = new OperatorStage();

  private static final String REFUSED =
      "http://127.0.0.1:1 refuses connections; start it, or correct the URL or AWS_ENDPOINT_URL";

  @Test
  void status_names_the_lost_queues_and_shows_the_rest() {
    stage.run("produce");

    Execution status = Execution.of(lost(), "status");

    assertThat(status.err()).isEmpty();
    assertThat(status.status()).isZero();
    assertThat(status.out().replaceAll("\\s+", " "))
        .contains("import does not answer, backfill does not answer, aggregate does not answer")
        .contains(REFUSED)
        .doesNotContain("dead letters")
        .contains("runs run 1, schedule, active");
    assertThat(Execution.of(lost(), "status", "--json").out())
        .contains("\"queues\":{\"import\":{},\"backfill\":{},\"aggregate\":{}}")
        .contains("\"queue_failure\":\"" + REFUSED + "\"");
  }

  @Test
  void commands_that_need_them_say_what_to_do() {
    assertThat(Execution.of(lost(), "dlq", "list").err())
        .startsWith("millrace: MILLRACE_IMPORT_QUEUE: cannot check the queue ")
        .endsWith(REFUSED + "\n");
  }

  private static Map<String, String> lost() {
    Map<String, String> environment = stage.environment();
    environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    for (String queue : new String[] {"IMPORT", "BACKFILL", "AGGREGATE"}) {
      environment.put("MILLRACE_%s_QUEUE".formatted(queue), "http://127.0.0.1:1/0/" + queue);
    }
    return environment;
  }
}
