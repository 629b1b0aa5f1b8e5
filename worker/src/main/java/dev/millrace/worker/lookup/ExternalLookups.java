package dev.millrace.worker.lookup;

import dev.millrace.catalogue.Lookup;
import dev.millrace.queue.sqs.AwsHttp;
import dev.millrace.worker.mapping.Lookups;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** Queries Slack and DynamoDB, if they are configured. Thread-safe. */
public final class ExternalLookups implements Lookups, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ExternalLookups.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final @Nullable SlackChannels channels;
  private final @Nullable EventCodes codes;
  private final @Nullable DynamoDbClient client;

  private ExternalLookups(
      @Nullable SlackChannels channels,
      @Nullable EventCodes codes,
      @Nullable DynamoDbClient client) {
    this.channels = channels;
    this.codes = codes;
    this.client = client;
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
    SlackChannels channels = null;
    if (settings.slackToken().isEmpty()) {
      log.info("MILLRACE_SLACK_TOKEN is not set; channel names will be NULL");
    } else {
      channels = new SlackChannels(settings.slack(), settings.slackToken(), clock);
    }
    if (settings.eventCodeTable().isEmpty()) {
      log.info("MILLRACE_EVENT_CODE_TABLE is not set; event ratings will be rejected until it is");
      return new ExternalLookups(channels, null, null);
    }
    DynamoDbClient client =
        DynamoDbClient.builder().httpClientBuilder(AwsHttp.client()).applyMutation(dynamo).build();
    return new ExternalLookups(
        channels, new EventCodes(client, settings.eventCodeTable(), clock), client);
  }

  /**
   * The value; empty when there is none, or the lookup is not configured.
   *
   * @throws LookupFailedException when it is unavailable
   */
  @Override
  public Optional<String> find(Lookup lookup, String key, long timestamp) {
    return switch (lookup) {
      case SLACK_CHANNEL -> channelName(key);
      case EVENT_CODE -> eventName(key, timestamp);
    };
  }

  private Optional<String> channelName(String channel) {
    return channels == null ? Optional.empty() : found(() -> channels.name(channel));
  }

  private Optional<String> eventName(String code, long timestamp) {
    return codes == null ? Optional.empty() : found(() -> codes.eventName(code, timestamp));
  }

  private static Optional<String> found(LookupCache.Question<String> question) {
    try {
      return question.ask();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LookupFailedException("interrupted during a lookup", PAUSE, e);
    }
  }

  @Override
  public void close() {
    if (channels != null) {
      channels.close();
    }
    if (client != null) {
      client.close();
    }
  }
}
