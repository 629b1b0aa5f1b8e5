package dev.millrace.queue;

import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Makes clients of SQS. Region, credentials and endpoint come from the AWS SDK's own settings. */
public final class SqsClients {

  private static final Duration CALL = Duration.ofSeconds(10);

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
   * A client whose pool has room for every long poll and for the deletes and extensions beside
   * them.
   *
   * @param connections calls that may be under way at once
   * @param settings sets what is not to be taken from the environment
   */
  public static SqsClient create(int connections, Consumer<SqsClientBuilder> settings) {
    return SqsClient.builder()
        .httpClientBuilder(
            Apache5HttpClient.builder()
                .maxConnections(connections)
                .connectionTimeout(Duration.ofSeconds(5))
                .socketTimeout(Duration.ofSeconds(30)))
        .overrideConfiguration(
            client -> client.apiCallAttemptTimeout(CALL).apiCallTimeout(CALL.multipliedBy(6)))
        .applyMutation(settings)
        .build();
  }
}
