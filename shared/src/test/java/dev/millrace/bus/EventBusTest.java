package dev.millrace.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.aws.LocalBus;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;

final class EventBusTest {

  private final LocalBus local = LocalBus.start();
  private final EventBus bus = LocalBuses.open(local);

  @AfterEach
  void close() {
    bus.close();
    local.close();
  }

  @Test
  void an_event_names_its_bus_its_source_and_its_type() {
    bus.put(List.of(new BusEvent("SomethingHappened", "{\"a\":1}")));

    JsonNode entry = local.taken().getFirst();
    assertThat(entry.path("EventBusName").asText()).isEqualTo("events");
    assertThat(entry.path("Source").asText()).isEqualTo("millrace");
    assertThat(entry.path("DetailType").asText()).isEqualTo("SomethingHappened");
    assertThat(entry.path("Detail").asText()).isEqualTo("{\"a\":1}");
  }

  @Test
  void events_go_in_tens_and_in_order() {
    bus.put(events(23));

    assertThat(local.calls()).containsExactly(10, 10, 3);
    assertThat(local.details())
        .containsExactlyElementsOf(events(23).stream().map(BusEvent::detail).toList());
  }

  @Test
  void without_events_the_bus_is_not_called() {
    bus.put(List.of());

    assertThat(local.calls()).isEmpty();
  }

  @Test
  void a_refused_event_is_reported_and_does_not_hold_up_the_others() {
    local.refuse(1);

    assertThatThrownBy(() -> bus.put(events(12)))
        .isInstanceOf(EventsRefusedException.class)
        .hasMessage(
            "the event bus events refused 1 events, the first with ThrottlingException: slow");

    assertThat(local.taken()).hasSize(11);
  }

  @Test
  void an_unavailable_bus_is_reported() {
    local.fail(1);

    assertThatThrownBy(() -> bus.put(events(1))).isInstanceOf(SdkException.class);
  }

  private static List<BusEvent> events(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new BusEvent("Counted", "{\"number\":%d}".formatted(i)))
        .toList();
  }
}
