package dev.millrace.producer;

import static dev.millrace.producer.LocalPipeline.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bus.EventBus;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Slice;
import dev.millrace.local.aws.LocalBus;
import dev.millrace.producer.Sweep.Swept;
import java.net.URI;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/** The events of a sweep. */
final class SweepEventsTest {

  private final LocalPipeline pipeline = LocalPipeline.empty();

  @Test
  void changed_tables_are_published() {
    noteChange();

    try (LocalBus local = LocalBus.start();
        EventBus bus = bus(local)) {
      pipeline.sweep(bus).run();

      assertThat(local.details())
          .containsExactly(
              """
              {"version":1,"tables":[\
              {"table":"EventCount","type":"T","from":300,"to":600,"rows":1}]}""");
    }
  }

  @Test
  void an_unavailable_bus_gets_events_later_and_stops_nothing() {
    noteChange();
    pipeline.plan(RunKind.SCHEDULE, 2);

    try (LocalBus local = LocalBus.start();
        EventBus bus = bus(local)) {
      local.refuse(1);

      assertThatThrownBy(() -> pipeline.sweep(bus).run())
          .isInstanceOf(SweepFailedException.class)
          .hasMessageContaining("publishing table changes: ");
      assertThat(pipeline.take("import")).hasSize(2);
      assertThat(local.details()).isEmpty();
      pipeline.sweep(bus).run();

      assertThat(local.details()).hasSize(1);
    }
  }

  @Test
  void ended_runs_and_dead_slices_are_published_once_there_is_a_bus() {
    Slice slice = pipeline.plan(RunKind.SCHEDULE, 1).getFirst();
    pipeline.update(
        "UPDATE millrace_slice SET state = 'dead', error = 'no luck', attempts = 5 WHERE id = ?",
        slice.id());

    try (LocalBus local = LocalBus.start();
        EventBus bus = bus(local)) {
      local.refuse(2);
      assertThatThrownBy(() -> pipeline.sweep(bus).run())
          .hasMessageContaining("ending runs: ")
          .hasMessageContaining("announcing dead slices: ");
      assertThat(pipeline.sweep(bus).run()).isEqualTo(new Swept(0, 0, 0, 0, 1, 1));
      assertThat(pipeline.sweep(bus).run()).isEqualTo(NOTHING);

      assertThat(local.details()).hasSize(2);
      assertThat(local.details().getFirst()).contains("\"kind\":\"schedule\"", "\"dead\":1");
      assertThat(local.details().getLast())
          .contains("\"slice\":%d,".formatted(slice.id()), "\"reason\":\"no luck\"");
    }
  }

  @Test
  void a_broken_promise_is_published_once_there_is_a_bus() {
    long now = pipeline.database().now().getEpochSecond();
    new StoredTypes(pipeline.database())
        .save(LocalPipeline.type("T", "since: %d".formatted(now - 10_000), "fresh: 2h"));

    try (LocalBus local = LocalBus.start();
        EventBus bus = bus(local)) {
      local.refuse(1);
      assertThatThrownBy(() -> pipeline.sweep(bus).run())
          .hasMessageContaining("comparing promises of freshness: ");
      pipeline.sweep(bus).run();
      pipeline.sweep(bus).run();

      assertThat(local.taken())
          .extracting(entry -> entry.path("DetailType").asText())
          .containsExactly("FreshnessBroken");
    }
  }

  private void noteChange() {
    pipeline.update(
        """
        INSERT INTO millrace_table_change (type, counts, window_from, window_to, row_count)
        VALUES ('T', TRUE, 300, 600, 1)""");
  }

  private static EventBus bus(LocalBus local) {
    return new EventBus(
        EventBridgeClient.builder()
            .endpointOverride(URI.create(local.endpoint()))
            .region(Region.EU_NORTH_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("k", "s")))
            .build(),
        "events");
  }
}
