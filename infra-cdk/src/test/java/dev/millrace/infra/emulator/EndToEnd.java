package dev.millrace.infra.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.local.api.DocumentApi;
import dev.millrace.local.document.Documents;
import dev.millrace.local.document.GeneratedDocuments;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The deployment without AWS: an event on the bus goes by the rule to the producer's function, its
 * slices by the queues to two workers, and documents become rows and counts, the same as one worker
 * or the worker's functions make of them. Functions run from their zips, called as schedules, event
 * sources and commands call them; workers from the folder of their image, each with a login that it
 * finds in Secrets Manager. Everything created there is deleted at the end.
 */
final class EndToEnd {

  static final String TYPE = "GithubType";

  private final Emulator emulator;
  private final DatabaseSettings admin;
  private final Path folder;

  @FunctionalInterface
  private interface Cleanup extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /**
   * @param admin a login that may create schemas, tables and users
   */
  EndToEnd(Emulator emulator, DatabaseSettings admin, Path folder) {
    this.emulator = emulator;
    this.admin = admin;
    this.folder = folder;
  }

  void run() throws IOException, InterruptedException {
    String id = "Millrace" + UUID.randomUUID().toString().substring(0, 8);
    String template = MessagingStack.template(id);
    // The first failure is the one to report; those of the clean-up are added to it.
    try (Cleanup _ = () -> emulator.delete(id);
        Secrets secrets = new Secrets(emulator)) {
      Map<String, String> outputs = emulator.create(id, template);
      Schedules schedules = Schedules.of(emulator, id, template);
      schedules.check();
      run(id, outputs, schedules, secrets);
    }
  }

  private void run(String id, Map<String, String> outputs, Schedules schedules, Secrets secrets)
      throws IOException, InterruptedException {
    Documents documents = GeneratedDocuments.day(LocalDate.of(2026, 3, 18), 7, Set.of(TYPE));
    Packages packages = new Packages(folder, emulator.variables());
    try (DocumentApi source = DocumentApi.start(documents)) {
      Map<String, String> settings = new HashMap<>();
      for (String queue : List.of("Import", "Backfill", "Aggregate")) {
        settings.put(
            "MILLRACE_" + queue.toUpperCase(Locale.ROOT) + "_QUEUE",
            outputs.get(queue + "QueueUrl"));
      }
      settings.put("MILLRACE_SOURCE_URL", source.url());
      settings.put("MILLRACE_SOURCE_KEY_SECRET", secrets.text(id + "/key", source.key()));
      settings.put("MILLRACE_POLL_SECONDS", "1");
      String event = requested(documents, id, outputs.getOrDefault("CallsUrl", ""));

      Site site = new Site(packages, secrets, schedules, folder, Map.copyOf(settings));
      List<String> byTwo =
          site.imported(
              admin, id, event, documents, login -> new WorkerTasks(packages, id, 2, login));
      String second = id + "b";
      List<String> byOne =
          site.imported(
              other(second),
              second,
              event,
              documents,
              login -> new WorkerTasks(packages, second, 1, login));
      String third = id + "c";
      List<String> byFunctions =
          site.imported(
              other(third),
              third,
              event,
              documents,
              login -> WorkerFunctions.start(packages, sqs(), third, login));

      assertThat(byTwo).isEqualTo(byOne);
      assertThat(byFunctions).isEqualTo(byTwo);
      site.checkLostQueue(admin);
    }
  }

  /** Another schema of the same server. */
  private DatabaseSettings other(String name) {
    try (Database database = Database.open(admin)) {
      var _ =
          database.transact(
              connection -> Sql.update(connection, "CREATE DATABASE `%s`".formatted(name)));
    }
    return new DatabaseSettings(
        admin.url().replaceFirst("(//[^/?]+/)[^/?]+", "$1" + name),
        admin.user(),
        admin.password(),
        admin.connections());
  }

  private SqsClient sqs() {
    return emulator.client(SqsClient.builder().httpClientBuilder(Apache5HttpClient.builder()));
  }

  /** Puts the request on the bus and receives the event from the rule. */
  private String requested(Documents documents, String bus, String calls) {
    String detail =
        "{\"types\":[\"%s\"],\"timestamp_from\":%d,\"timestamp_to\":%d}"
            .formatted(TYPE, documents.first(TYPE), documents.last(TYPE) + 1);
    try (EventBridgeClient events =
            emulator.client(
                EventBridgeClient.builder().httpClientBuilder(Apache5HttpClient.builder()));
        SqsClient sqs = sqs()) {
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
}
