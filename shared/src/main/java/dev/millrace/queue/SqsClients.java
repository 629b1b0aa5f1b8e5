package dev.millrace.queue;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Makes clients of SQS. Region, credentials and endpoint come from the AWS SDK's own settings. */
public final class SqsClients {

  private static final Duration CALL = Duration.ofSeconds(10);

  /** Travels with the client, which does not tell the size of its pool. */
  private static final ExecutionAttribute<Semaphore> UNCLAIMED =
      new ExecutionAttribute<>("MillraceUnclaimedConnections");

  private SqsClients() {}

  /**
   * A client as the environment has it; see {@link #create(int, Consumer)}.
   *
   * @param connections calls that may be under way at once
   */
  public static SqsClient create(int connections) {
    return create(connections, _ -> {});
  }

  /**
   * A client of queues on this machine, which look at no credentials.
   *
   * @param connections calls that may be under way at once
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
   * A client whose pool has room for every long poll and for the deletes and extensions beside
   * them. It tries no call twice.
   *
   * @param connections calls that may be under way at once
   * @param settings sets what is not to be taken from the environment
   */
  public static SqsClient create(int connections, Consumer<SqsClientBuilder> settings) {
    return SqsClient.builder()
        .httpClientBuilder(
            AwsHttp.client().maxConnections(connections).socketTimeout(Duration.ofSeconds(30)))
        .overrideConfiguration(
            client ->
                client
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .apiCallAttemptTimeout(CALL)
                    .apiCallTimeout(CALL.multipliedBy(6))
                    .putExecutionAttribute(UNCLAIMED, new Semaphore(connections)))
        .applyMutation(settings)
        .build();
  }

  /**
   * For a call that nobody makes again when it fails. The consumer's loops try again themselves,
   * and know better when; so clients do not, since asking for it costs every call that asks.
   */
  static void withRetries(AwsRequestOverrideConfiguration.Builder call) {
    call.addPlugin(
        client ->
            client.overrideConfiguration(
                client.overrideConfiguration().toBuilder()
                    .retryStrategy(AwsRetryStrategy.standardRetryStrategy())
                    .build()));
  }

  /**
   * Sets connections aside for a consumer, so that no call of it ever waits for another's long
   * poll.
   *
   * @throws IllegalStateException when the client has too few of them left
   */
  static void claim(SqsClient client, int connections, String consumer) {
    @Nullable Semaphore unclaimed = unclaimed(client);
    if (unclaimed != null && !unclaimed.tryAcquire(connections)) {
      throw new IllegalStateException(
          "the consumer of %s needs %d connections, but its client has only %d left: make it larger"
              .formatted(consumer, connections, unclaimed.availablePermits()));
    }
  }

  static void giveBack(SqsClient client, int connections) {
    @Nullable Semaphore unclaimed = unclaimed(client);
    if (unclaimed != null) {
      unclaimed.release(connections);
    }
  }

  /** Null for a client that was made elsewhere. */
  private static @Nullable Semaphore unclaimed(SqsClient client) {
    return client
        .serviceClientConfiguration()
        .overrideConfiguration()
        .executionAttributes()
        .getAttribute(UNCLAIMED);
  }
}
