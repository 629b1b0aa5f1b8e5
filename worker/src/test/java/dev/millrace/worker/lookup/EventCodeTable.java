package dev.millrace.worker.lookup;

import dev.millrace.local.aws.LocalDynamo;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A DynamoDB for workers of this JVM, and in it a new table of event codes for each test. */
@SuppressWarnings("NullAway.Init") // started before all tests
final class EventCodeTable implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  private LocalDynamo dynamo;
  private String name;

  @Override
  public void beforeAll(ExtensionContext context) {
    dynamo = LocalDynamo.start();
    System.setProperty("aws.endpointUrlDynamoDb", dynamo.endpoint());
    System.setProperty("aws.region", "eu-west-1");
    System.setProperty("aws.accessKeyId", "local");
    System.setProperty("aws.secretAccessKey", "local");
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    name = UUID.randomUUID().toString();
    create(name, "001111", "Spring");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Stream.of("aws.endpointUrlDynamoDb", "aws.region", "aws.accessKeyId", "aws.secretAccessKey")
        .forEach(System::clearProperty);
    dynamo.close();
  }

  String name() {
    return name;
  }

  /** A further table, with one event. */
  void create(String table, String code, String event) {
    dynamo.createTable(table, "event_id");
    dynamo.put(table, item(code, event));
  }

  void event(String code, String event) {
    dynamo.put(name, item(code, event));
  }

  private static Map<String, Object> item(String code, String name) {
    return Map.of(
        "event_id", code,
        "event_code", code,
        "event_name", name,
        "code_valid_from", 100,
        "code_valid_to", 200);
  }
}
