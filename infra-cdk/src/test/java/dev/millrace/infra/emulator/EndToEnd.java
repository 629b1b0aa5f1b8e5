package dev.millrace.infra.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.local.api.DocumentApi;
import dev.millrace.local.document.Documents;
import dev.millrace.local.document.GeneratedDocuments;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The deployment without AWS: an event on the bus goes by the rule to the producer's function, its
 * slices by the queues to a worker, and documents become rows and counts. Functions run from their
 * zips, the worker from the folder of its image, each with a login that it finds in Secrets
 * Manager. Everything created there is deleted at the end.
 */
final class EndToEnd {

  private static final String TYPE = "GithubType";
  private static final int DEADLINE_SECONDS = 180;
  private static final int LOOKS_PER_SWEEP = 15;

  private static final String REST =
      """
      SELECT (SELECT COUNT(*) FROM millrace_slice
              WHERE state NOT IN ('done', 'split', 'cancelled'))
           + (SELECT COUNT(*) FROM millrace_stale_bucket)
           + (SELECT COUNT(*) = 0 FROM millrace_slice)\
      """;

  @FunctionalInterface
  private interface Cleanup extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  private final Emulator emulator;
  private final DatabaseSettings admin;
  private final Path folder;
  private final List<String> secrets = new ArrayList<>();

  /**
   * @param admin a login that may create tables and users
   */
  EndToEnd(Emulator emulator, DatabaseSettings admin, Path folder) {
    this.emulator = emulator;
    this.admin = admin;
    this.folder = folder;
  }

  void run() throws IOException, InterruptedException {
    String id = "Millrace" + UUID.randomUUID().toString().substring(0, 8);
    // The first failure is the one to report; those of the clean-up are added to it.
    try (Cleanup _ = () -> emulator.delete(id);
        Cleanup _ = () -> secrets.forEach(this::deleteSecret)) {
      run(id, emulator.create(id, MessagingStack.template(id)));
    }
  }

  private void run(String id, Map<String, String> outputs)
      throws IOException, InterruptedException {
    Documents documents = GeneratedDocuments.day(LocalDate.of(2026, 3, 18), 7, Set.of(TYPE));
    Packages packages = new Packages(folder, emulator.variables());
    try (DocumentApi source = DocumentApi.start(documents);
        Database database = Database.open(admin)) {
      Map<String, String> worker = new HashMap<>(login("worker", id));
      for (String queue : List.of("Import", "Backfill", "Aggregate")) {
        worker.put(
            "MILLRACE_" + queue.toUpperCase(Locale.ROOT) + "_QUEUE",
            outputs.get(queue + "QueueUrl"));
      }
      applySchema(packages, worker.getOrDefault("MILLRACE_DB_SECRET", ""), id);
      String event = askForAll(documents, id, outputs.getOrDefault("CallsUrl", ""));

      String planned =
          packages.call(
              "producer", "dev.millrace.producer.function.BackfillFunction", event, worker);
      Map<String, String> settings = new HashMap<>(worker);
      settings.put("MILLRACE_SOURCE_URL", source.url());
      settings.put("MILLRACE_SOURCE_KEY_SECRET", secret("key", id, source.key()));
      settings.put("MILLRACE_POLL_SECONDS", "1");
      Process process = packages.worker(settings);
      awaitRest(database, process, () -> sweep(packages, worker));
      process.destroy();

      assertThat(planned).contains("\"fresh\":true");
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      long rows = number(database, "SELECT COUNT(*) FROM " + TYPE);
      assertThat(rows).isPositive();
      assertThat(number(database, "SELECT SUM(actual_count) FROM EventCount")).isEqualTo(rows);
      assertThat(number(database, "SELECT SUM(fetched) FROM millrace_attempt"))
          .isEqualTo(documents.count(TYPE));
      assertThat(number(database, "SELECT SUM(rejected) FROM millrace_attempt")).isZero();
      String swept = sweep(packages, worker);
      assertThat(swept)
          .contains(
              "\"bucketLagSeconds\":0,\"fetched\":%d,\"rejected\":0,\"retrying\":0,"
                  .formatted(documents.count(TYPE)));
    }
  }

  private void applySchema(Packages packages, String workerSecret, String id) {
    Map<String, String> settings = new HashMap<>();
    settings.put("MILLRACE_DB_URL", admin.url());
    settings.put(
        "MILLRACE_DB_SECRET", secret("migrator", id, json(admin.user(), admin.password())));
    settings.put("MILLRACE_TYPES", "types");
    String event =
        """
        {"RequestType":"Create","ResourceProperties":{"WorkerSecret":"%s","ReaderSecret":"%s"}}\
        """
            .formatted(workerSecret, secret("reader", id, json("r" + id, "read-only")));
    packages.call("worker", "dev.millrace.worker.function.SchemaFunction", event, settings);
  }

  private Map<String, String> login(String name, String id) {
    return Map.of(
        "MILLRACE_DB_URL", admin.url(),
        "MILLRACE_DB_SECRET", secret(name, id, json("w" + id, "pass-" + id)));
  }

  private static String json(String user, String password) {
    return new ObjectMapper()
        .createObjectNode()
        .put("username", user)
        .put("password", password)
        .toString();
  }

  private String secret(String name, String id, String text) {
    try (SecretsManagerClient client =
        emulator.client(
            SecretsManagerClient.builder().httpClientBuilder(Apache5HttpClient.builder()))) {
      String arn = client.createSecret(s -> s.name(id + "/" + name).secretString(text)).arn();
      secrets.add(arn);
      return arn;
    }
  }

  private void deleteSecret(String arn) {
    try (SecretsManagerClient client =
        emulator.client(
            SecretsManagerClient.builder().httpClientBuilder(Apache5HttpClient.builder()))) {
      client.deleteSecret(s -> s.secretId(arn).forceDeleteWithoutRecovery(true));
    }
  }

  /** Puts the request on the bus and receives the event from the rule. */
  private String askForAll(Documents documents, String bus, String calls) {
    String detail =
        "{\"types\":[\"%s\"],\"timestamp_from\":%d,\"timestamp_to\":%d}"
            .formatted(TYPE, documents.first(TYPE), documents.last(TYPE) + 1);
    try (EventBridgeClient events =
            emulator.client(
                EventBridgeClient.builder().httpClientBuilder(Apache5HttpClient.builder()));
        SqsClient sqs =
            emulator.client(SqsClient.builder().httpClientBuilder(Apache5HttpClient.builder()))) {
      int failed =
          events
              .putEvents(
                  request ->
                      request.entries(
                          PutEventsRequestEntry.builder()
                              .eventBusName(bus)
                              .source("test")
                              .detailType("BackfillRequested")
                              .detail(detail)
                              .build()))
              .failedEntryCount();
      assertThat(failed).isZero();
      List<Message> messages =
          sqs.receiveMessage(request -> request.queueUrl(calls).waitTimeSeconds(20)).messages();
      assertThat(messages).hasSize(1);
      return messages.getFirst().body();
    }
  }

  /** Sweeps every now and then, as the schedule does: a backfill is sent in portions. */
  private void awaitRest(Database database, Process worker, Runnable sweep)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    for (int look = 1; number(database, REST) > 0; look++) {
      assertThat(worker.isAlive()).as("the worker, see %s", folder.resolve("worker.log")).isTrue();
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      if (look % LOOKS_PER_SWEEP == 0) {
        sweep.run();
      }
      Thread.sleep(200);
    }
  }

  private static String sweep(Packages packages, Map<String, String> settings) {
    return packages.call(
        "producer", "dev.millrace.producer.function.SweepFunction", "{}", settings);
  }

  private static long number(Database database, String sql) {
    return database.transact(connection -> Sql.number(connection, sql));
  }
}
