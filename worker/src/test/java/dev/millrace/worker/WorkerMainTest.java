package dev.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.api.DocumentApi;
import dev.millrace.local.document.Documents;
import dev.millrace.settings.Setting;
import dev.millrace.time.Window;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program itself, in a JVM of its own. */
final class WorkerMainTest {

  private static final String OF_ITS_OWN =
      """
      type: Item
      source:
        url: http://127.0.0.1:1/items
        window: { from: since, to: until, as: iso }
        documents: ''
        id: /id
        timestamp: /at
      columns: { a: { from: /data/a } }
      """;

  @TempDir private Path folder;
  @AutoClose private final WorkerJvms jvms = new WorkerJvms();

  @Test
  void without_settings_it_names_all_that_are_missing_and_ends_with_2() throws Exception {
    assertThat(ended(2))
        .allMatch(line -> line.startsWith("MILLRACE_"))
        .anyMatch(line -> line.startsWith("MILLRACE_DB_URL is missing"))
        .anyMatch(line -> line.startsWith("MILLRACE_AGGREGATE_QUEUE is missing"))
        .hasSize(6);
  }

  @Test
  void invalid_settings_are_reported_together_without_secrets() throws Exception {
    jvms.settings("http://127.0.0.1:1/get_docs/", "secret\nkey", "http://127.0.0.1:1/");
    jvms.set(Setting.SOURCE_URL, "ftp://source/");
    jvms.set(Setting.LEASE_SECONDS, "1");
    jvms.set(Setting.BATCH_ROWS, "many");
    jvms.put("MILLRACE_BATCHROWS", "7");

    assertThat(ended(2))
        .hasSize(5)
        .anyMatch(line -> line.startsWith("MILLRACE_SOURCE_URL must be an http or https URL"))
        .anyMatch(line -> line.startsWith("MILLRACE_SOURCE_KEY must be of visible ASCII"))
        .anyMatch(line -> line.startsWith("MILLRACE_LEASE_SECONDS must be a whole number"))
        .anyMatch(line -> line.startsWith("MILLRACE_BATCH_ROWS must be a whole number"))
        .anyMatch(line -> line.startsWith("MILLRACE_BATCHROWS is not a setting"))
        .noneMatch(line -> line.contains("secret"));
  }

  @Test
  void a_type_that_hashes_needs_a_key_and_is_named_when_there_is_none() throws Exception {
    try (TestDatabase database =
        new TestDatabase(
            "type: Visit\ncolumns: { who: { from: /data/who, hash: true } }",
            "type: Old\nenabled: false\ncolumns: { who: { from: /data/who, hash: true } }")) {
      jvms.settings("http://127.0.0.1:1/get_docs/", "key", "http://127.0.0.1:1/");
      jvms.set(database.settings(1));

      assertThat(ended(2))
          .last()
          .asString()
          .startsWith("MILLRACE_HASH_KEY is not set, but Visit hashes personal data;");
    }
  }

  @Test
  void a_key_of_the_document_api_without_its_url_is_a_mistake() throws Exception {
    jvms.settings("", "key", "http://127.0.0.1:1/");

    assertThat(ended(2))
        .singleElement()
        .asString()
        .startsWith("MILLRACE_SOURCE_URL is missing: document API");
  }

  @Test
  void a_type_without_a_source_needs_the_document_api_and_is_named_without_one() throws Exception {
    try (TestDatabase database =
        new TestDatabase(
            "type: Visit\ncolumns: { who: { from: /data/who } }",
            "type: Old\nenabled: false\ncolumns: { who: { from: /data/who } }",
            OF_ITS_OWN)) {
      jvms.settings("", "", "http://127.0.0.1:1/");
      jvms.set(database.settings(1));

      assertThat(ended(2))
          .last()
          .asString()
          .startsWith("MILLRACE_SOURCE_URL is missing: the type Visit is without a source of its");
    }
  }

  @Test
  void a_worker_needs_no_document_api_when_every_type_has_a_source_of_its_own() throws Exception {
    TestQueues queues = new TestQueues("own");
    try (TestDatabase database = new TestDatabase(OF_ITS_OWN)) {
      jvms.settings("", "", queues.url("own"));
      jvms.set(database.settings(1));
      Process process = jvms.start(log());

      TestPipeline.await(
          () -> output().stream().anyMatch(line -> line.contains("is ready: ")), "be ready");
      process.destroy();

      assertThat(WorkerJvms.exitStatus(process)).isZero();
    }
  }

  @Test
  void stopped_worker_logs_its_totals_and_exits_with_0() throws Exception {
    String key = importAndStop();

    assertThat(output())
        .anyMatch(line -> line.contains("is ready: ") && !line.contains(key))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("MILLRACE_SLACK_TOKEN is not set"))
        .satisfiesOnlyOnce(
            line -> assertThat(line).contains("MILLRACE_EVENT_CODE_TABLE is not set"))
        .anyMatch(line -> line.endsWith("-import stopped: " + tally(1)))
        .anyMatch(line -> line.endsWith("-aggregate stopped: " + tally(0)))
        .anyMatch(line -> line.endsWith("-backfill stopped: " + tally(0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Duser.language=fa -Duser.country=IR",
        "-Duser.language=ar -Duser.country=EG -Dfile.encoding=COMPAT -Duser.timezone=Pacific/Apia",
        "-Duser.language=tr -Duser.country=TR -Dfile.encoding=ISO-8859-1"
      })
  void requests_and_statements_are_the_same_on_a_machine_of(String language) throws Exception {
    jvms.put("LC_ALL", "C");

    importAndStop(language.split(" "));

    assertThat(output()).noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
  }

  /**
   * Thirty documents, their two buckets, and the answers about health. Returns the source's key.
   */
  private String importAndStop(String... options) throws Exception {
    TestQueues queues = new TestQueues("import", "backfill", "aggregate");
    try (TestDatabase database = new TestDatabase(TestDatabase.THINGS);
        DocumentApi api = DocumentApi.start(Documents.of(TestPipeline.things(30, "hammer")))) {
      jvms.settings(api.url(), api.key(), queues.url("import"));
      jvms.set(Setting.BACKFILL_QUEUE, queues.url("backfill"));
      jvms.set(Setting.AGGREGATE_QUEUE, queues.url("aggregate"));
      jvms.set(database.settings(1));
      int port = freePort();
      jvms.set(Setting.HEALTH_PORT, Integer.toString(port));
      queues.send("import", TestImport.message(database.plan("Thing", new Window(0, 600))));
      Process process = jvms.start(log(), options);
      TestPipeline.await(() -> database.number("SELECT COUNT(*) FROM EventCount") == 2, "count");
      TestPipeline.await(() -> answers(port, "/ready", "{\"ready\":true,"), "be ready");
      boolean meters = answers(port, "/metrics", "millrace_messages_settled_total");

      process.destroy();

      assertThat(WorkerJvms.exitStatus(process)).isZero();
      assertThat(meters).isTrue();
      assertThat(database.number("SELECT COUNT(*) FROM Thing")).isEqualTo(30);
      return api.key();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean answers(int port, String path, String text) {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    try (InputStream answer = uri.toURL().openStream()) {
      return new String(answer.readAllBytes(), UTF_8).contains(text);
    } catch (IOException _) {
      return false; // not yet
    }
  }

  private static String tally(int done) {
    return "received %d, done %d, retried 0, dead-lettered 0, returned 0, abandoned 0"
        .formatted(done, done);
  }

  @Test
  void queues_that_do_not_exist_are_named_one_a_line_and_it_ends_with_1() throws Exception {
    String queue = TestQueues.endpoint() + "/000000000000/nowhere";
    jvms.settings("http://127.0.0.1:1/get_docs/", "key", queue);

    assertThat(ended(1))
        .noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"))
        .endsWith(
            "MILLRACE_IMPORT_QUEUE: there is no queue %s in eu-west-1; create it or correct the URL"
                .formatted(queue),
            "MILLRACE_BACKFILL_QUEUE: there is no queue %s in eu-west-1; create it or correct the URL"
                .formatted(queue),
            "MILLRACE_AGGREGATE_QUEUE: there is no queue %s in eu-west-1; create it or correct the URL"
                .formatted(queue));
  }

  @Test
  void a_login_that_the_database_refuses_ends_it_with_1_in_one_line() throws Exception {
    try (TestDatabase database = new TestDatabase()) {
      jvms.settings("http://127.0.0.1:1/get_docs/", "key", "http://127.0.0.1:1/");
      jvms.set(database.settings(1));
      // MySQL checks the password of an unknown user only over TLS or with its public key.
      String url = database.settings(1).url();
      jvms.set(
          Setting.DB_URL, url + (url.contains("?") ? "&" : "?") + "allowPublicKeyRetrieval=true");
      jvms.set(Setting.DB_USER, "no\u001b[2Jbody");
      jvms.set(Setting.DB_PASSWORD, "wrong");

      assertThat(ended(1))
          .singleElement()
          .asString()
          .startsWith("MILLRACE_DB_USER: the database at 127.0.0.1:")
          .contains("the login of 'no\\u001b[2Jbody'")
          .doesNotContain("wrong");
    }
  }

  @Test
  void without_a_region_it_says_so_in_one_line() throws Exception {
    jvms.settings("http://127.0.0.1:1/get_docs/", "key", "http://127.0.0.1:1/");
    jvms.put("AWS_REGION", "");
    jvms.put("AWS_EC2_METADATA_DISABLED", "true");

    assertThat(ended(1))
        .last()
        .asString()
        .isEqualTo("cannot reach SQS: the region is not known; set AWS_REGION");
  }

  /** Its output, once it has ended by itself. */
  private List<String> ended(int status) throws Exception {
    assertThat(WorkerJvms.exitStatus(jvms.start(log()))).isEqualTo(status);
    return output();
  }

  private List<String> output() {
    return WorkerJvms.output(log());
  }

  private Path log() {
    return folder.resolve("worker.log");
  }
}
