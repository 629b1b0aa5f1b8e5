package dev.millrace.queue.sqs;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Creates SQS clients. Region, credentials and endpoint come from the AWS SDK's own settings. */
public final class SqsClients {

  private static final Duration CALL = Duration.ofSeconds(10);

  /** Kept with the client, which does not expose the size of its pool. */
  private static final ExecutionAttribute<Semaphore> UNRESERVED =
      new ExecutionAttribute<>("MillraceUnreservedConnections");

  private SqsClients() {}

  /**
   * Creates a client from the environment; see {@link #create(int, Consumer)}.
   *
   * @param connections calls that may run at once
   */
  public static SqsClient create(int connections) {
    return create(connections, _ -> {});
  }

  /**
   * Creates a client for queues on this machine, which ignore credentials.
   *
   * @param connections calls that may run at once
   */
  public static SqsClient local(int connections, String endpoint, String region) {
    return create(
        connections,
        client ->
            client
                .endpointOverride(URI.create(endpoint))
                .region(Region.of(region))
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create("local", "local"))));
  }

  /**
   * Creates a client whose pool has room for every long poll, and for the deletes and extensions
   * alongside them. It does not retry calls.
   *
   * @param connections calls that may run at once
   * @param settings overrides the settings of the environment
   */
  public static SqsClient create(int connections, Consumer<SqsClientBuilder> settings) {
    return create(connections, AwsRetryStrategy.doNotRetry(), CALL, CALL.multipliedBy(6), settings);
  }

  /**
   * Creates the same client for commands, whose user waits: it retries every call, and gives up
   * after ten seconds where the other lets its caller wait a minute.
   *
   * @param connections calls that may run at once
   * @param settings overrides the settings of the environment
   */
  public static SqsClient retrying(int connections, Consumer<SqsClientBuilder> settings) {
    return create(
        connections, AwsRetryStrategy.standardRetryStrategy(), CALL.dividedBy(2), CALL, settings);
  }

  private static SqsClient create(
      int connections,
      RetryStrategy retries,
      Duration attempt,
      Duration call,
      Consumer<SqsClientBuilder> settings) {
    return SqsClient.builder()
        .httpClientBuilder(
            AwsHttp.client().maxConnections(connections).socketTimeout(Duration.ofSeconds(30)))
        .overrideConfiguration(
            client ->
                client
                    .retryStrategy(retries)
                    .apiCallAttemptTimeout(attempt)
                    .apiCallTimeout(call)
                    .putExecutionAttribute(UNRESERVED, new Semaphore(connections)))
        .applyMutation(settings)
        .build();
  }

  /**
   * Turns on the SDK's retries for a call whose caller does not retry, unless its client does that
   * anyway. The consumer's loops retry by themselves, so their clients do not. Configuring that per
   * call is expensive.
   */
  public static Consumer<AwsRequestOverrideConfiguration.Builder> withRetries(SqsClient of) {
    boolean retries =
        of.serviceClientConfiguration()
            .overrideConfiguration()
            .retryStrategy()
            .filter(strategy -> strategy.maxAttempts() > 1)
            .isPresent();
    return retries ? _ -> {} : call -> call.addPlugin(SqsClients::retry);
  }

  private static void retry(SdkServiceClientConfiguration.Builder client) {
    client.overrideConfiguration(
        client.overrideConfiguration().toBuilder()
            .retryStrategy(AwsRetryStrategy.standardRetryStrategy())
            .build());
  }

  /**
   * Reserves connections for a consumer, so that none of its calls waits for the long poll of
   * another consumer.
   *
   * @throws IllegalStateException when the client has too few connections left
   */
  public static void reserve(SqsClient client, int connections, String consumer) {
    @Nullable Semaphore unreserved = unreserved(client);
    if (unreserved != null && !unreserved.tryAcquire(connections)) {
      throw new IllegalStateException(
          ("the consumer of %s needs %d connections, but its client has only %d left;"
                  + " create the client with more")
              .formatted(consumer, connections, unreserved.availablePermits()));
    }
  }

  public static void release(SqsClient client, int connections) {
    @Nullable Semaphore unreserved = unreserved(client);
    if (unreserved != null) {
      unreserved.release(connections);
    }
  }

  /** Null for a client that was created elsewhere. */
  private static @Nullable Semaphore unreserved(SqsClient client) {
    return client
        .serviceClientConfiguration()
        .overrideConfiguration()
        .executionAttributes()
        .getAttribute(UNRESERVED);
  }
}
