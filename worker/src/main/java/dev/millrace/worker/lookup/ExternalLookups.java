package dev.millrace.worker.lookup;

import dev.millrace.catalogue.Lookup;
import dev.millrace.queue.sqs.AwsHttp;
import dev.millrace.worker.mapping.Lookups;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** The lookups that are configured, each at its own system. Thread-safe. */
public final class ExternalLookups implements Lookups, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ExternalLookups.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Map<Lookup, LookupSource> sources;

  private ExternalLookups(Map<Lookup, LookupSource> sources) {
    this.sources = sources;
  }

  /**
   * Configures DynamoDB from the environment; see {@link #open(LookupSettings, InstantSource,
   * Consumer)}.
   */
  public static ExternalLookups open(LookupSettings settings, InstantSource clock) {
    return open(settings, clock, _ -> {});
  }

  /**
   * Builds the clients without a network call; logs once which lookups are not configured.
   *
   * @param dynamo configures the parts that must not come from the environment
   */
  public static ExternalLookups open(
      LookupSettings settings, InstantSource clock, Consumer<DynamoDbClientBuilder> dynamo) {
    Map<Lookup, LookupSource> sources = new EnumMap<>(Lookup.class);
    if (settings.slackToken().isEmpty()) {
      log.info("MILLRACE_SLACK_TOKEN is not set; channel names will be NULL");
    } else {
      sources.put(
          Lookup.SLACK_CHANNEL, new SlackChannels(settings.slack(), settings.slackToken(), clock));
    }
    if (settings.eventCodeTable().isEmpty()) {
      log.info("MILLRACE_EVENT_CODE_TABLE is not set; event ratings will be rejected until it is");
    } else {
      sources.put(
          Lookup.EVENT_CODE, new EventCodes(client(dynamo), settings.eventCodeTable(), clock));
    }
    return new ExternalLookups(sources);
  }

  private static DynamoDbClient client(Consumer<DynamoDbClientBuilder> dynamo) {
    return DynamoDbClient.builder()
        .httpClientBuilder(AwsHttp.client())
        .applyMutation(dynamo)
        .build();
  }

  /**
   * The value; empty when there is none, or the lookup is not configured.
   *
   * @throws LookupFailedException when it is unavailable
   */
  @Override
  public Optional<String> find(Lookup lookup, String key, long timestamp) {
    LookupSource source = sources.get(lookup);
    if (source == null) {
      return Optional.empty();
    }
    try {
      return source.find(key, timestamp);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LookupFailedException("interrupted during a lookup", PAUSE, e);
    }
  }

  @Override
  public void close() {
    sources.values().forEach(LookupSource::close);
  }
}
