package dev.millrace.bench.pipeline.peer;

import io.awspring.cloud.sqs.config.SqsMessageListenerContainerFactory;
import io.awspring.cloud.sqs.listener.BackPressureMode;
import java.net.URI;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.jdbc.core.JdbcTemplate;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * A {@code spring-cloud-aws-sqs} listener on virtual threads, tuned as in the benchmark of the
 * consumer, which writes by {@link JdbcTemplate#batchUpdate} in a transaction for each message.
 */
final class SpringPeer {

  private SpringPeer() {}

  static PeerHandler start(PeerAssignment assignment) {
    DataSource dataSource = PeerHandler.dataSource(assignment);
    JdbcTemplate jdbc = new JdbcTemplate(dataSource);
    String upsert = CommitRow.upsert("?");
    PeerHandler handler =
        new PeerHandler(
            new PeerSource(assignment.sourceUrl()),
            dataSource,
            PeerHandler.transactions(dataSource),
            rows -> jdbc.batchUpdate(upsert, rows, rows.size(), SpringPeer::bind));
    SqsMessageListenerContainerFactory.<String>builder()
        .sqsAsyncClient(client(assignment))
        .messageListener(message -> handler.handle(message.getPayload()))
        .configure(
            options ->
                options
                    .maxConcurrentMessages(assignment.permits())
                    .maxMessagesPerPoll(assignment.perPoll())
                    .pollTimeout(Duration.ofSeconds(20))
                    .messageVisibility(Duration.ofSeconds(60))
                    .backPressureMode(BackPressureMode.FIXED_HIGH_THROUGHPUT)
                    .maxDelayBetweenPolls(Duration.ofSeconds(1))
                    .acknowledgementThreshold(10)
                    .acknowledgementInterval(Duration.ofMillis(100))
                    .messageSystemAttributeNames(
                        List.of(
                            MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                            MessageSystemAttributeName.MESSAGE_GROUP_ID,
                            MessageSystemAttributeName.SENT_TIMESTAMP))
                    .componentsTaskExecutor(new VirtualThreadTaskExecutor("spring-")))
        .build()
        .createContainer(assignment.queueUrl())
        .start();
    return handler;
  }

  private static void bind(PreparedStatement statement, CommitRow row) throws SQLException {
    @Nullable Object[] values = row.values();
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  private static SqsAsyncClient client(PeerAssignment assignment) {
    return SqsAsyncClient.builder()
        .endpointOverride(URI.create(assignment.endpoint()))
        .region(Region.of(assignment.region()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
        .httpClientBuilder(
            NettyNioAsyncHttpClient.builder().maxConcurrency(50 + 2 * assignment.permits()))
        .build();
  }
}
