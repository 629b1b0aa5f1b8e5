package dev.millrace.cli.stack;

import dev.millrace.local.aws.LocalDynamo;
import dev.millrace.local.document.Meeting;
import dev.millrace.queue.sqs.AwsHttp;
import dev.millrace.settings.Setting;
import java.net.URI;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** A table of event codes in a DynamoDB on this machine. */
final class LocalEventCodes implements AutoCloseable {

  private static final String TABLE = "event-codes";

  private final LocalDynamo dynamo;

  private LocalEventCodes(LocalDynamo dynamo) {
    this.dynamo = dynamo;
  }

  /** Starts the table with the codes of these meetings. */
  static LocalEventCodes start(List<Meeting> meetings) {
    LocalDynamo dynamo = LocalDynamo.start();
    dynamo.createTable(TABLE, "event_id");
    meetings.forEach(meeting -> dynamo.put(TABLE, meeting.item()));
    return new LocalEventCodes(dynamo);
  }

  /** The settings that point to it. */
  Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL_DYNAMODB", dynamo.endpoint(), Setting.EVENT_CODE_TABLE.variable(), TABLE);
  }

  /** Points a client to it, overriding the environment. */
  void reach(DynamoDbClientBuilder client) {
    client
        .httpClientBuilder(AwsHttp.client())
        .endpointOverride(URI.create(dynamo.endpoint()))
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
  }

  @Override
  public void close() {
    dynamo.close();
  }
}
