package dev.millrace.infra.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.infra.DatabaseTest;
import dev.millrace.infra.EachVariant;
import dev.millrace.infra.NeedsNode;
import dev.millrace.infra.Synthesised;
import dev.millrace.infra.part.WorkerKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@NeedsNode
class PipelineDashboardTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @EachVariant
  void its_first_row_is_every_alarm(Synthesised stack) {
    JsonNode alarms = widgets(stack).getFirst().at("/properties/alarms");

    assertThat(alarms)
        .extracting(alarm -> alarm.asText().replace(".Arn", ""))
        .containsExactlyInAnyOrderElementsOf(stack.resources("AWS::CloudWatch::Alarm").keySet());
  }

  @EachVariant
  void it_shows_every_figure_of_the_sweep(Synthesised stack) {
    assertThat(metrics(stack)).containsAll(PipelineMetrics.FIELDS);
  }

  @EachVariant
  void it_shows_each_queue_and_its_dead_letters(Synthesised stack) {
    assertThat(metrics(stack))
        .contains("ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessagesNotVisible")
        // Leaves out messages that were received three times.
        .doesNotContain("ApproximateAgeOfOldestMessage");
    assertThat(Stream.of("Import", "Backfill", "Aggregate"))
        .allSatisfy(
            queue ->
                assertThat(body(stack))
                    .contains("Queues" + queue + "DeadLetters")
                    .containsPattern("Queues" + queue + "[0-9A-F]{8}"));
  }

  @EachVariant
  void it_shows_the_workers_the_producer_and_the_database(Synthesised stack, WorkerKind workers) {
    assertThat(metrics(stack))
        .contains("refusedLogins", "Errors", "ServerlessDatabaseCapacity", "DatabaseConnections")
        .contains(
            switch (workers) {
              case ECS -> "RunningTaskCount";
              case LAMBDA -> "ConcurrentExecutions";
            });
  }

  @EachVariant
  void causes_are_looked_up_in_the_logs_of_sweep_and_workers(
      Synthesised stack, WorkerKind workers) {
    List<String> queries =
        widgets(stack).stream()
            .filter(widget -> widget.path("type").asText().equals("log"))
            .map(widget -> widget.at("/properties/query").asText())
            .toList();

    assertThat(queries).hasSize(2);
    assertThat(queries.getFirst()).contains("ProducerSweepLog", "ispresent(gapSeconds)");
    assertThat(queries.getLast()).contains("WARN|ERROR");
    assertThat(queries.getLast().split("SOURCE", -1))
        .hasSize(1 + (workers == WorkerKind.ECS ? 1 : 3));
  }

  @EachVariant
  void no_widget_covers_another(Synthesised stack) {
    List<String> taken = new ArrayList<>();
    for (JsonNode widget : widgets(stack)) {
      for (int x = 0; x < widget.path("width").asInt(); x++) {
        for (int y = 0; y < widget.path("height").asInt(); y++) {
          taken.add((widget.path("x").asInt() + x) + " " + (widget.path("y").asInt() + y));
        }
      }
    }

    assertThat(taken)
        .isNotEmpty()
        .doesNotHaveDuplicates()
        .allMatch(cell -> Integer.parseInt(cell.substring(0, cell.indexOf(' '))) < 24);
  }

  @Test
  void an_existing_database_has_a_page_of_its_own() {
    assertThat(metrics(Synthesised.of(DatabaseTest.EXISTING)))
        .contains("gapSeconds", "ConcurrentExecutions")
        .doesNotContain("ServerlessDatabaseCapacity");
  }

  private static List<String> metrics(Synthesised stack) {
    List<String> names = new ArrayList<>();
    for (JsonNode widget : widgets(stack)) {
      widget.at("/properties/metrics").forEach(metric -> names.add(metric.path(1).asText()));
    }
    return names;
  }

  private static List<JsonNode> widgets(Synthesised stack) {
    try {
      List<JsonNode> widgets = new ArrayList<>();
      JSON.readTree(body(stack)).path("widgets").forEach(widgets::add);
      return widgets;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String body(Synthesised stack) {
    return stack.resolved(
        stack.properties("AWS::CloudWatch::Dashboard").getFirst().raw("DashboardBody"));
  }
}
