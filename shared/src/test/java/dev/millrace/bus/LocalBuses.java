package dev.millrace.bus;

import dev.millrace.local.aws.LocalBus;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/** Opens a local bus, whose calls are not retried. */
public final class LocalBuses {

  private LocalBuses() {}

  public static EventBus open(LocalBus local) {
    EventBridgeClient client =
        EventBridgeClient.builder()
            .endpointOverride(URI.create(local.endpoint()))
            .region(Region.EU_NORTH_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("k", "s")))
            .overrideConfiguration(call -> call.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    return new EventBus(client, "events");
  }
}
