package dev.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.DatabaseSettings;
import dev.millrace.local.api.DocumentApi;
import dev.millrace.local.document.Documents;
import dev.millrace.local.process.GuardedProcess;
import dev.millrace.settings.Setting;
import dev.millrace.time.Window;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program itself, in a JVM of its own. */
final class WorkerMainTest {

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void kill() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void without_settings_it_names_all_that_are_missing_and_ends_with_2() throws Exception {
    Process process = start();

    assertThat(exitStatus(process)).isEqualTo(2);
    assertThat(output())
        .allMatch(line -> line.startsWith("MILLRACE_"))
        .anyMatch(line -> line.startsWith("MILLRACE_SOURCE_URL is missing"))
        .anyMatch(line -> line.startsWith("MILLRACE_SOURCE_KEY is missing"))
        .anyMatch(line -> line.startsWith("MILLRACE_DB_URL is missing"))
        .anyMatch(line -> line.startsWith("MILLRACE_AGGREGATE_QUEUE is missing"))
        .hasSize(8);
  }

  @Test
  void invalid_settings_are_reported_together_without_secrets() throws Exception {
    settings("http://127.0.0.1:1/get_docs/", "secret\nkey", "http://127.0.0.1:1/");
    set(Setting.SOURCE_URL, "ftp://source/");
    set(Setting.LEASE_SECONDS, "1");
    set(Setting.BATCH_ROWS, "many");
    environment.put("MILLRACE_BATCHROWS", "7");
    Process process = start();

    assertThat(exitStatus(process)).isEqualTo(2);
    assertThat(output())
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
      settings("http://127.0.0.1:1/get_docs/", "key", "http://127.0.0.1:1/");
      set(database.settings(1));
      Process process = start();

      assertThat(exitStatus(process)).isEqualTo(2);
      assertThat(output())
          .last()
          .asString()
          .startsWith("MILLRACE_HASH_KEY is not set, but Visit hashes personal data;");
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
        .anyMatch(line -> line.endsWith("-aggregate stopped: " + tally(1)))
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
    environment.put("LC_ALL", "C");

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
      settings(api.url(), api.key(), queues.url("import"));
      set(Setting.BACKFILL_QUEUE, queues.url("backfill"));
      set(Setting.AGGREGATE_QUEUE, queues.url("aggregate"));
      set(database.settings(1));
      int port = freePort();
      set(Setting.HEALTH_PORT, Integer.toString(port));
      queues.send("import", TestImport.message(database.plan("Thing", new Window(0, 600))));
      Process process = start(options);
      TestPipeline.await(() -> database.number("SELECT COUNT(*) FROM EventCount") == 2, "count");
      TestPipeline.await(() -> answers(port, "/ready", "{\"ready\":true,"), "be ready");
      boolean meters = answers(port, "/metrics", "millrace_messages_settled_total");

      process.destroy();

      assertThat(exitStatus(process)).isZero();
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
    settings("http://127.0.0.1:1/get_docs/", "key", queue);
    Process process = start();

    assertThat(exitStatus(process)).isEqualTo(1);
    assertThat(output())
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
      settings("http://127.0.0.1:1/get_docs/", "key", "http://127.0.0.1:1/");
      set(database.settings(1));
      // MySQL checks the password of an unknown user only over TLS or with its public key.
      String url = database.settings(1).url();
      set(Setting.DB_URL, url + (url.contains("?") ? "&" : "?") + "allowPublicKeyRetrieval=true");
      set(Setting.DB_USER, "no\u001b[2Jbody");
      set(Setting.DB_PASSWORD, "wrong");
      Process process = start();

      assertThat(exitStatus(process)).isEqualTo(1);
      assertThat(output())
          .singleElement()
          .asString()
          .startsWith("MILLRACE_DB_USER: the database at 127.0.0.1:")
          .contains("the login of 'no\\u001b[2Jbody'")
          .doesNotContain("wrong");
    }
  }

  @Test
  void without_a_region_it_says_so_in_one_line() throws Exception {
    settings("http://127.0.0.1:1/get_docs/", "key", "http://127.0.0.1:1/");
    environment.put("AWS_REGION", "");
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    Process process = start();

    assertThat(exitStatus(process)).isEqualTo(1);
    assertThat(output())
        .last()
        .asString()
        .isEqualTo("cannot reach SQS: the region is not known; set AWS_REGION");
  }

  /** All that must be said; the three queues are the same. */
  private void settings(String source, String key, String queue) {
    set(Setting.SOURCE_URL, source);
    set(Setting.SOURCE_KEY, key);
    set(Setting.DB_URL, "jdbc:mysql://127.0.0.1:1/nowhere");
    set(Setting.DB_USER, "nobody");
    set(Setting.DB_PASSWORD, "nothing");
    set(Setting.IMPORT_QUEUE, queue);
    set(Setting.BACKFILL_QUEUE, queue);
    set(Setting.AGGREGATE_QUEUE, queue);
    set(Setting.POLL_SECONDS, "1");
    environment.put("AWS_ENDPOINT_URL", TestQueues.endpoint());
    environment.put("AWS_REGION", TestQueues.region());
    environment.put("AWS_ACCESS_KEY_ID", "local");
    environment.put("AWS_SECRET_ACCESS_KEY", "local");
  }

  private void set(DatabaseSettings login) {
    set(Setting.DB_URL, login.url());
    set(Setting.DB_USER, login.user());
    set(Setting.DB_PASSWORD, login.password());
  }

  private void set(Setting setting, String value) {
    environment.put(setting.variable(), value);
  }

  private Process start(String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(List.of(options));
    command.add("-Dlogback.configurationFile=logback.xml");
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.matches("(MILLRACE|AWS|JAVA|JDK)_.*"));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log().toFile());
    Process process = GuardedProcess.start(builder);
    started.add(process);
    return process;
  }

  private static int exitStatus(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("whether it ends").isTrue();
    return process.exitValue();
  }

  private List<String> output() {
    try {
      return Files.readAllLines(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return folder.resolve("worker.log");
  }
}
