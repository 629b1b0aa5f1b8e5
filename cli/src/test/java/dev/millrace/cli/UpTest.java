package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.json.JsonPage;
import dev.millrace.cli.stack.LocalStack;
import dev.millrace.cli.stack.WorkerLogs;
import dev.millrace.local.database.LocalDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class UpTest {

  private static final String THING = "type: Thing\ncolumns: { name: { from: /data/name } }\n";
  private static final String DOCUMENT =
      "{\"id\":\"a\",\"timestamp\":5,\"type\":\"Thing\",\"data\":{\"name\":\"hammer\"}}\n";

  @TempDir private Path folder;

  @Test
  void with_a_definition_that_is_refused_the_database_stays_up_and_the_logs_go_at_the_end()
      throws Exception {
    System.setProperty("millrace.worker.classpath", System.getProperty("java.class.path"));
    Path types = Files.createDirectory(folder.resolve("types"));
    Files.writeString(types.resolve("Thing.yaml"), THING);
    Path documents = Files.writeString(folder.resolve("things.ndjson"), DOCUMENT);
    Path data = folder.resolve("data");
    try (LocalDatabase database = LocalDatabase.start(data);
        Connection connection = connect(database.jdbcUrl(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE Thing (somebody INT)");
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        MillraceMain.commandLine(Map.of("MILLRACE_TYPES", types.toString()))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    Thread up =
        new Thread(
            () -> command.execute("up", "--tick=0", "--data=" + data, "--documents=" + documents));
    up.start();
    try {
      await(up, err, "up; press Ctrl-C to stop");

      assertThat(err.toString())
          .containsPattern("millrace: .*Thing")
          .contains("millrace: no definition was applied; the database stays up at the address");
      assertThat(tables(out.toString())).isEqualTo(1);
      assertThat(value(out.toString(), "NO_PROXY")).contains("127.0.0.1", "localhost");
      assertThat(logs(err.toString())).isNotEmptyDirectory();
      kill(data);
      await(up, err, "millrace: the database had ended; it runs again at the same address");
      assertThat(tables(out.toString())).isEqualTo(1);
    } finally {
      up.interrupt();
      up.join();
    }
    assertThat(logs(err.toString())).doesNotExist();
  }

  @Test
  void over_a_folder_the_addresses_stay_and_env_prints_them() throws Exception {
    System.setProperty("millrace.worker.classpath", System.getProperty("java.class.path"));
    Path types = Files.createDirectory(folder.resolve("types"));
    Files.writeString(types.resolve("Thing.yaml"), THING);
    Path documents = Files.writeString(folder.resolve("things.ndjson"), DOCUMENT);
    String data = "--data=" + folder.resolve("data");
    String[] up = {"up", "--json", "--tick=0", data, "--documents=" + documents};

    List<String> first = runUp(types, up, () -> Execution.of(Map.of(), "env", data, "--json"));
    Execution stopped = Execution.of(Map.of(), "env", data);
    List<String> second = runUp(types, up, () -> Execution.of(Map.of(), "env", data));

    JsonPage.assertDescribes("up", first.get(0));
    JsonPage.assertDescribes("env", first.get(1));
    assertThat(first.get(1)).isEqualTo(first.get(0));
    assertThat(second.get(0)).isEqualTo(first.get(0));
    assertThat(value(second.get(1), "MILLRACE_DB_PASSWORD")).hasSize(32);
    assertThat(stopped.status()).isEqualTo(1);
    assertThat(stopped.err())
        .contains(" does not answer; start it with ./millrace up --data " + folder.resolve("data"));
    assertThat(Execution.of(Map.of(), "env", "--data=" + types).err())
        .contains("no stack has left its addresses in ");
  }

  /** The output of {@code up}, and of a command while it runs. */
  private static List<String> runUp(Path types, String[] arguments, Supplier<Execution> command)
      throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        MillraceMain.commandLine(Map.of("MILLRACE_TYPES", types.toString()))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    Thread up = new Thread(() -> line.execute(arguments));
    up.start();
    Execution meanwhile;
    try {
      await(up, err, "up; press Ctrl-C to stop");
      meanwhile = command.get();
    } finally {
      up.interrupt();
      up.join();
    }
    assertThat(meanwhile.status()).as(meanwhile.err()).isZero();
    assertThat(err.toString()).contains("stopping workers, database and queues …");
    return List.of(out.toString(), meanwhile.out());
  }

  @Test
  void logs_of_earlier_days_are_deleted_and_those_of_today_kept() throws Exception {
    Instant now = Instant.parse("2026-03-18T12:00:00Z");
    Path old = logs("millrace-workers-1", now.minus(Duration.ofHours(2)));
    Path kept = logs("millrace-workers-2", now);
    Path other = logs("somebody-s", now.minus(Duration.ofDays(30)));

    WorkerLogs.deleteOld(folder, now.minus(Duration.ofHours(1)));

    assertThat(old).doesNotExist();
    assertThat(kept).exists();
    assertThat(other).exists();
  }

  @Test
  void existing_hosts_without_a_proxy_are_kept() {
    assertThat(LocalStack.withoutProxy(Map.of())).isEqualTo("127.0.0.1,localhost");
    assertThat(LocalStack.withoutProxy(Map.of("no_proxy", "*.corp, localhost", "NO_PROXY", "a")))
        .isEqualTo("a,*.corp,localhost,127.0.0.1");
  }

  private Path logs(String name, Instant written) throws Exception {
    Path logs = Files.createDirectory(folder.resolve(name));
    Path log = Files.createFile(logs.resolve("worker-1.log"));
    Files.setLastModifiedTime(log, FileTime.from(written));
    Files.setLastModifiedTime(logs, FileTime.from(written));
    return logs;
  }

  private static void kill(Path data) throws Exception {
    try (Stream<Path> files = Files.find(data, 3, (file, _) -> file.endsWith("server.pid"))) {
      long pid = Long.parseLong(Files.readString(files.findFirst().orElseThrow()).strip());
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }
  }

  private static Path logs(String err) {
    Matcher matcher = Pattern.compile("the workers' logs are in (.*)").matcher(err);
    assertThat(matcher.find()).as(err).isTrue();
    return Path.of(matcher.group(1));
  }

  private static long tables(String out) throws Exception {
    try (Connection connection =
            connect(
                value(out, "MILLRACE_DB_URL"),
                value(out, "MILLRACE_DB_USER"),
                value(out, "MILLRACE_DB_PASSWORD"));
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'Thing'")) {
      found.next();
      return found.getLong(1);
    }
  }

  private static String value(String out, String variable) {
    Matcher matcher = Pattern.compile("export " + variable + "='(.*)'").matcher(out);
    assertThat(matcher.find()).as(out).isTrue();
    return matcher.group(1);
  }

  private static Connection connect(String url, String user, String password) throws Exception {
    return DriverManager.getConnection(url, user, password);
  }

  private static void await(Thread up, StringWriter err, String text) throws Exception {
    while (!err.toString().contains(text)) {
      assertThat(up.isAlive()).as(err.toString()).isTrue();
      up.join(50);
    }
  }
}
