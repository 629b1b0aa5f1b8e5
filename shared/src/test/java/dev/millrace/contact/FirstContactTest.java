package dev.millrace.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.contact.DatabaseContact.Fault;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.settings.AwsFaults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.sqs.SqsClient;

@SuppressWarnings("NullAway.Init") // set before all tests
final class FirstContactTest {

  private static LocalQueues queues;
  private static LocalDatabase server;

  @BeforeAll
  static void start() {
    queues = LocalQueues.start();
    server = LocalDatabase.shared();
  }

  @AfterAll
  static void stop() {
    queues.close();
  }

  /** MySQL 8 sends the key for passwords over TLS alone unless the URL allows otherwise. */
  @Test
  void a_login_that_needs_tls_is_named_with_the_options_that_help() {
    DatabaseContact contact = new DatabaseContact("jdbc:mysql://db:3306/m", "worker", "secret");

    Optional<Fault> fault =
        contact.fault(new SQLException("Public Key Retrieval is not allowed", "08001"));

    assertThat(fault).map(Fault::lasting).contains(true);
    assertThat(fault.orElseThrow().message())
        .startsWith(
            "MILLRACE_DB_URL: the database at db:3306 checks the login of 'worker' over TLS")
        .contains("sslMode=REQUIRED", "allowPublicKeyRetrieval=true")
        .doesNotContain("secret");
  }

  @Test
  void a_queue_that_does_not_exist_is_named_with_its_setting_and_region() {
    String url = queues.url("import") + "-typo";

    assertThat(causes(url))
        .containsExactly(
            "MILLRACE_IMPORT_QUEUE: there is no queue %s in eu-west-1; create it or correct the URL"
                .formatted(url));
  }

  @Test
  void a_url_of_another_region_is_said_to_be_one() {
    assertThat(causes("https://sqs.us-east-2.amazonaws.com/123456789012/elsewhere"))
        .singleElement()
        .asString()
        .endsWith(" in eu-west-1, the region of AWS_REGION; the URL is one of us-east-2");
  }

  @Test
  void a_queue_without_a_redrive_policy_is_named() {
    String url = queues.url("import-dead-letters");

    assertThat(causes(url))
        .containsExactly(
            "MILLRACE_IMPORT_QUEUE: the queue %s has no dead-letter queue; give it a redrive policy"
                .formatted(url));
  }

  @Test
  void queues_that_can_be_worked_with_leave_the_sdk_s_own_reason() {
    assertThat(causes(queues.url("import")))
        .containsExactly("a call to AWS failed: something else");
  }

  @Test
  void sqs_that_does_not_answer_is_one_line_for_all_queues() {
    Supplier<SqsClient> nobody = () -> SqsClients.local(2, "http://127.0.0.1:1", "eu-west-1");
    Map<String, String> variables =
        Map.of(
            "MILLRACE_IMPORT_QUEUE", "http://127.0.0.1:1/0/import",
            "MILLRACE_BACKFILL_QUEUE", "http://127.0.0.1:1/0/backfill");

    assertThat(new FirstContact(variables, nobody).queues())
        .singleElement()
        .asString()
        .isEqualTo(
            "MILLRACE_IMPORT_QUEUE: cannot check the queue http://127.0.0.1:1/0/import:"
                + " http://127.0.0.1:1 refuses connections; start it, or correct the URL or"
                + " AWS_ENDPOINT_URL");
  }

  @Test
  void sqs_that_takes_connections_and_says_nothing_is_named() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        SqsClient client = patientFor(Duration.ofSeconds(1), silent.getLocalPort())) {
      SdkException failure =
          catchThrowableOfType(
              SdkException.class,
              () -> client.getQueueAttributes(request -> request.queueUrl("http://127.0.0.1/q")));

      assertThat(AwsFaults.reason(failure))
          .isEqualTo("no answer within 1 s; check the network and AWS_ENDPOINT_URL");
    }
  }

  private static SqsClient patientFor(Duration patience, int port) {
    return SqsClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + port))
        .region(Region.EU_WEST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(call -> call.apiCallTimeout(patience))
        .build();
  }

  @Test
  void a_bus_that_does_not_exist_is_named() {
    RuntimeException failure =
        EventBridgeException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode("ResourceNotFoundException")
                    .errorMessage("Event bus nobus does not exist.")
                    .build())
            .build();

    assertThat(
            contact(Map.of("MILLRACE_EVENT_BUS", "nobus"))
                .causes(new IllegalStateException(failure)))
        .containsExactly(
            "MILLRACE_EVENT_BUS: cannot publish to the event bus nobus: Event bus nobus does not"
                + " exist. (ResourceNotFoundException)");
  }

  @Test
  void a_schema_that_does_not_exist_is_named_and_lasts() {
    String url = server.createSchema().replaceFirst("/([^/?]+)(?=\\?|$)", "/nowhere");

    Fault fault = fault(url, server.user(), server.password());

    // A user without rights on it may not even learn that it is missing.
    assertThat(fault.message()).startsWith("MILLRACE_DB_").contains("'nowhere' at 127.0.0.1:");
    assertThat(fault.lasting()).isTrue();
  }

  @Test
  void a_login_that_is_refused_is_named_without_its_password_and_lasts() {
    Fault fault = fault(server.createSchema(), server.user(), "wrong-pw");

    assertThat(fault.message())
        .startsWith("MILLRACE_DB_USER: the database at 127.0.0.1:")
        .contains(" refuses the login of '%s' (".formatted(server.user()))
        .endsWith("; check MILLRACE_DB_USER and MILLRACE_DB_PASSWORD")
        .doesNotContain("wrong-pw");
    assertThat(fault.lasting()).isTrue();
  }

  @Test
  void an_unreachable_database_may_return() {
    Fault refused = fault("jdbc:mysql://me:secret@127.0.0.1:1/millrace", "u", "p");
    Fault unknown = fault("jdbc:mysql://no-such-host.invalid/millrace", "u", "p");

    assertThat(refused.message())
        .isEqualTo(
            "MILLRACE_DB_URL: the database at 127.0.0.1:1 refuses connections; start it or correct"
                + " the URL");
    assertThat(unknown.message())
        .isEqualTo("MILLRACE_DB_URL: the host of no-such-host.invalid is unknown; correct the URL");
    assertThat(List.of(refused, unknown)).noneMatch(Fault::lasting);
  }

  @Test
  void a_schema_without_tables_names_the_command_to_create_them() {
    String url = server.createSchema();
    Throwable failure;
    try (Database database =
        Database.open(new DatabaseSettings(url, server.user(), server.password(), 1))) {
      failure =
          catchThrowable(
              () ->
                  database.transact(
                      connection -> Sql.number(connection, "SELECT COUNT(*) FROM millrace_type")));
    }

    assertThat(contact(Map.of("MILLRACE_DB_URL", url)).causes(failure))
        .singleElement()
        .asString()
        .endsWith(" has no tables of Millrace; run ./millrace types apply");
  }

  @Test
  void an_error_in_a_statement_is_not_blamed_on_the_settings() {
    String url = server.createSchema();
    Throwable failure;
    try (Database database =
        Database.open(new DatabaseSettings(url, server.user(), server.password(), 1))) {
      failure =
          catchThrowable(
              () -> database.transact(connection -> Sql.number(connection, "SELECT nonsense")));
    }

    assertThat(contact(Map.of("MILLRACE_DB_URL", url)).causes(failure)).isEmpty();
  }

  private static List<String> causes(String url) {
    return contact(Map.of("MILLRACE_IMPORT_QUEUE", url))
        .causes(new IllegalStateException(SdkException.create("something else", null)));
  }

  private static FirstContact contact(Map<String, String> variables) {
    return new FirstContact(
        variables, () -> SqsClients.local(2, queues.endpoint(), queues.region()));
  }

  private static Fault fault(String url, String user, String password) {
    Optional<Fault> fault = new DatabaseContact(url, user, password).fault();
    return fault.orElseThrow();
  }
}
