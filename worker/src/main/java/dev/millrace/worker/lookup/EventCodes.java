package dev.millrace.worker.lookup;

import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.catalogue.value.Conversion;
import dev.millrace.catalogue.value.Scalar;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Finds events by the code with which people rate them. Codes are reused, so the moment decides
 * which event is meant. One scan of the table serves all codes for a while; an unknown code may
 * trigger the next scan earlier. Thread-safe.
 */
public final class EventCodes implements LookupSource {

  private static final Duration KEPT = Duration.ofMinutes(5);

  /** A code that was missing a minute ago may exist now. */
  private static final Duration MISSING_KEPT = Duration.ofMinutes(1);

  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final DynamoDbClient client;
  private final String table;
  private final InstantSource clock;
  private final LookupCache<String, Scanned> scans;

  /**
   * @param client closed with this
   * @param table its items have event_code, event_name, code_valid_from and code_valid_to, the last
   *     two in unix seconds
   */
  public EventCodes(DynamoDbClient client, String table, InstantSource clock) {
    this.client = client;
    this.table = table;
    this.clock = clock;
    this.scans = new LookupCache<>(KEPT, KEPT, clock);
  }

  private record Event(String code, String name, long validFrom, long validTo) {

    boolean at(long timestamp) {
      return validFrom < timestamp && timestamp < validTo;
    }
  }

  private record Scanned(Instant at, Map<String, List<Event>> byCode) {

    Optional<String> name(String code, long timestamp) {
      return byCode.getOrDefault(code, List.of()).stream()
          .filter(event -> event.at(timestamp))
          .max(Comparator.comparingLong(Event::validFrom).thenComparing(Event::name))
          .map(Event::name);
    }
  }

  /**
   * The name of the event that a code identifies at a moment; empty when there is none.
   *
   * @param timestamp unix seconds, strictly between the bounds of the code
   * @throws LookupFailedException when the table cannot be read
   */
  @Override
  public Optional<String> find(String code, long timestamp) throws InterruptedException {
    Scanned scanned = scanned();
    Optional<String> name = scanned.name(code, timestamp);
    if (name.isPresent() || scanned.at().plus(MISSING_KEPT).isAfter(clock.instant())) {
      return name;
    }
    scans.forget("", scanned);
    return scanned().name(code, timestamp);
  }

  @Override
  public void close() {
    client.close();
  }

  private Scanned scanned() throws InterruptedException {
    return scans.get("", () -> Optional.of(scan())).orElseThrow();
  }

  private Scanned scan() {
    Instant at = clock.instant();
    try {
      return new Scanned(
          at,
          client.scanPaginator(request -> request.tableName(table)).items().stream()
              .map(EventCodes::event)
              .filter(Objects::nonNull)
              .collect(Collectors.groupingBy(Event::code)));
    } catch (SdkException e) {
      throw new LookupFailedException(
          "cannot read the event code table %s: %s".formatted(table, e.getMessage()), PAUSE, e);
    }
  }

  /** Null for an item that is not an event with a code. */
  private static @Nullable Event event(Map<String, AttributeValue> item) {
    String code = text(item.get("event_code"));
    String name = text(item.get("event_name"));
    Long from = seconds(item.get("code_valid_from"));
    Long to = seconds(item.get("code_valid_to"));
    return code == null || name == null || from == null || to == null
        ? null
        : new Event(code, name, from, to);
  }

  private static @Nullable String text(@Nullable AttributeValue value) {
    if (value == null) {
      return null;
    }
    return value.s() == null ? value.n() : value.s();
  }

  private static @Nullable Long seconds(@Nullable AttributeValue value) {
    String text = text(value);
    return text != null
            && new ColumnType.FloatingPoint().convert(Scalar.text(text))
                instanceof Conversion.Value(Double seconds)
        ? Long.valueOf(seconds.longValue())
        : null;
  }
}
