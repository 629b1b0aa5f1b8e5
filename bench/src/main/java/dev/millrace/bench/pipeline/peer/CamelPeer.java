package dev.millrace.bench.pipeline.peer;

import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * A route from {@code camel-aws2-sqs} to {@code camel-sql} with a consumer for each message that is
 * processed at once, which polls again without a pause as long as there are messages. The component
 * commits each batch by itself, so a message has no transaction around its batches.
 */
final class CamelPeer {

  private static final String ROUTE =
      "aws2-sqs:%s?amazonSQSClient=#sqs&maxMessagesPerPoll=10&waitTimeSeconds=20"
          + "&visibilityTimeout=60&concurrentConsumers=%d&greedy=true&delay=1&initialDelay=0";

  private CamelPeer() {}

  static PeerHandler start(PeerAssignment assignment) throws Exception {
    HikariDataSource dataSource = PeerHandler.dataSource(assignment);
    CamelContext camel = new DefaultCamelContext();
    camel.getRegistry().bind("dataSource", dataSource);
    camel.getRegistry().bind("sqs", client(assignment));
    ProducerTemplate producer = camel.createProducerTemplate();
    String upsert = "sql:" + CommitRow.upsert("#") + "?batch=true&dataSource=#dataSource";
    PeerHandler handler =
        new PeerHandler(
            new PeerSource(assignment.sourceUrl()),
            dataSource,
            TransactionOperations.withoutTransaction(),
            rows -> producer.sendBody(upsert, values(rows)));
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(ROUTE.formatted(assignment.queue(), assignment.permits()))
                .process(exchange -> handler.handle(exchange.getIn().getBody(String.class)));
          }
        });
    camel.start();
    return handler;
  }

  /** The SDK's own defaults. */
  private static SqsClient client(PeerAssignment assignment) {
    return SqsClient.builder()
        .endpointOverride(URI.create(assignment.endpoint()))
        .region(Region.of(assignment.region()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
        .build();
  }

  private static List<@Nullable Object[]> values(List<CommitRow> rows) {
    return rows.stream().map(CommitRow::values).toList();
  }
}
