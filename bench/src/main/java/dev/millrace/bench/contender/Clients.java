package dev.millrace.bench.contender;

import dev.millrace.queue.sqs.SqsClients;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClientBuilder;
import software.amazon.awssdk.services.sqs.SqsBaseClientBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The clients that contenders use; all sign their calls, as they would on AWS. */
final class Clients {

  private Clients() {}

  /** Blocking, as a Millrace worker has it: on Apache's client. */
  static SqsClient blocking(Assignment assignment, int connections) {
    return SqsClients.create(connections, settings -> address(settings, assignment));
  }

  /** The SDK's own default: Netty with 50 connections. */
  static SqsAsyncClient async(Assignment assignment) {
    return address(SqsAsyncClient.builder(), assignment).build();
  }

  /** With a connection for each concurrent receive and delete. */
  static SqsAsyncClient wideAsync(Assignment assignment) {
    return address(SqsAsyncClient.builder(), assignment)
        .httpClientBuilder(
            NettyNioAsyncHttpClient.builder().maxConcurrency(50 + 2 * assignment.pollers()))
        .build();
  }

  /** Netty needs two seconds for it, which need not be awaited. */
  static void closeLater(SqsAsyncClient client) {
    Thread.ofVirtual().name("closes-client").start(client::close);
  }

  private static SqsAsyncClientBuilder address(
      SqsAsyncClientBuilder builder, Assignment assignment) {
    address((SqsBaseClientBuilder<?, ?>) builder, assignment);
    return builder;
  }

  private static void address(SqsBaseClientBuilder<?, ?> builder, Assignment assignment) {
    builder
        .endpointOverride(URI.create(assignment.endpoint()))
        .region(Region.of(assignment.region()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
  }
}
