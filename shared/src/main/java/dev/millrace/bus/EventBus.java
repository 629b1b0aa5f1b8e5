package dev.millrace.bus;

import dev.millrace.queue.sqs.AwsHttp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/** An EventBridge bus, with {@code millrace} as the source of all events. Thread-safe. */
public final class EventBus implements AutoCloseable {

  static final String SOURCE = "millrace";

  /** EventBridge takes at most ten events at a time. */
  private static final int BATCH = 10;

  private final EventBridgeClient client;
  private final String bus;

  /**
   * @param client is closed with this
   * @param bus its name or ARN
   */
  public EventBus(EventBridgeClient client, String bus) {
    this.client = client;
    this.bus = bus;
  }

  /**
   * A bus as the environment has it: region, credentials and endpoint come from the AWS SDK's own
   * settings.
   */
  public static EventBus open(String bus) {
    EventBridgeClient client =
        EventBridgeClient.builder()
            .httpClientBuilder(AwsHttp.client())
            .overrideConfiguration(
                call ->
                    call.apiCallAttemptTimeout(Duration.ofSeconds(5))
                        .apiCallTimeout(Duration.ofSeconds(15)))
            .build();
    return new EventBus(client, bus);
  }

  /**
   * Puts events on the bus, in order. Refused entries do not hold up the others.
   *
   * @throws EventsRefusedException when at least one was refused; any of the others is on the bus
   * @throws software.amazon.awssdk.core.exception.SdkException when it cannot be reached; some may
   *     be on the bus
   */
  public void put(List<BusEvent> events) {
    List<String> refusals = new ArrayList<>();
    for (int from = 0; from < events.size(); from += BATCH) {
      List<BusEvent> some = events.subList(from, Math.min(from + BATCH, events.size()));
      for (PutEventsResultEntry result : put10(some)) {
        @Nullable String code = result.errorCode();
        if (code != null) {
          refusals.add(code + ": " + result.errorMessage());
        }
      }
    }
    if (!refusals.isEmpty()) {
      throw new EventsRefusedException(bus, refusals);
    }
  }

  private List<PutEventsResultEntry> put10(List<BusEvent> events) {
    List<PutEventsRequestEntry> entries =
        events.stream()
            .map(
                event ->
                    PutEventsRequestEntry.builder()
                        .eventBusName(bus)
                        .source(SOURCE)
                        .detailType(event.detailType())
                        .detail(event.detail())
                        .build())
            .toList();
    return client.putEvents(request -> request.entries(entries)).entries();
  }

  @Override
  public void close() {
    client.close();
  }
}
