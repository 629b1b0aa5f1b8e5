package dev.millrace.bench.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.bench.console.ConsoleReport.View;
import dev.millrace.bench.report.Percentile;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.console.Console;
import dev.millrace.console.ConsoleSettings;
import dev.millrace.console.Deployment;
import dev.millrace.console.DeploymentData;
import dev.millrace.database.Database;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.local.browser.Chromium;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.operator.deadletter.DeadLetterQueue;
import dev.millrace.plan.Backfill;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Only;
import dev.millrace.producer.Producer;
import dev.millrace.producer.ProducerSettings;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.queue.sqs.SqsQueue;
import dev.millrace.settings.Environment;
import dev.millrace.settings.PipelineQueue;
import dev.millrace.time.SliceWidth;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The console over a year of twenty types: how long the request of each view takes, one after
 * another over loopback, and how long a browser needs to paint the first one.
 */
public final class ConsoleBenchmark {

  private static final int WARM_UPS = 5;
  private static final int LETTERS = 30;

  private final int days;
  private final int requests;
  private final boolean quick;
  private final Consumer<String> progress;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * @param progress receives a line per step
   */
  public ConsoleBenchmark(boolean quick, Consumer<String> progress) {
    this.days = quick ? 9 : 365;
    this.requests = quick ? 3 : 60;
    this.quick = quick;
    this.progress = progress;
  }

  /** Runs it in a database of its own. */
  public ConsoleReport run() throws IOException, InterruptedException {
    try (LocalQueues queues = LocalQueues.start();
        LocalDatabase server =
            LocalDatabase.temporary(
                List.of(
                    "--innodb-flush-log-at-trx-commit=0",
                    "--skip-log-bin",
                    "--innodb-buffer-pool-size=1G"));
        SqsClient client = SqsClients.local(20, queues.endpoint(), queues.region());
        Producer producer =
            Producer.open(
                ProducerSettings.from(new Environment(variables(queues, server))), client)) {
      Database database = producer.database();
      database.migrate();
      long slices = new LedgerYear(database, days, progress).fill();
      long backfill = backfill(database);
      Map<String, DeadLetterQueue> deadLetterQueues = deadLetterQueues(queues, client);
      Deployment deployment =
          new Deployment(
              producer,
              deadLetterQueues,
              25,
              failure -> String.valueOf(failure.getMessage()),
              () -> UUID.randomUUID().toString(),
              System::nanoTime);
      ConsoleSettings settings =
          new ConsoleSettings("127.0.0.1", 0, false, "benchmark", Optional.empty());
      try (Console console =
          Console.start(settings, new DeploymentData(deployment), System::nanoTime)) {
        return measured(console.url(), slices, backfill, database.now());
      }
    }
  }

  private static Map<String, String> variables(LocalQueues queues, LocalDatabase server) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("MILLRACE_DB_URL", server.jdbcUrl());
    variables.put("MILLRACE_DB_USER", server.user());
    variables.put("MILLRACE_DB_PASSWORD", server.password());
    for (PipelineQueue queue : PipelineQueue.values()) {
      variables.put(queue.setting().variable(), queues.url(queue.text()));
    }
    return variables;
  }

  /** A backfill of a week that is under way. */
  private static long backfill(Database database) {
    Instant now = database.now();
    Backfill asked =
        new Backfill(
            List.of(),
            now.minus(Duration.ofDays(7)).getEpochSecond(),
            now.getEpochSecond(),
            Only.ALL,
            SliceWidth.HOUR,
            null);
    return new Backfills(database)
        .plan(asked, "benchmark", now, new StoredTypes(database).load())
        .run();
  }

  private static Map<String, DeadLetterQueue> deadLetterQueues(
      LocalQueues queues, SqsClient client) {
    Map<String, DeadLetterQueue> deadLetterQueues = new LinkedHashMap<>();
    for (PipelineQueue queue : PipelineQueue.values()) {
      deadLetterQueues.put(
          queue.text(),
          DeadLetterQueue.of(queue.text(), new SqsQueue(client, queues.url(queue.text()))));
    }
    String url = queues.url("import-dead-letters");
    for (int i = 0; i < LETTERS; i++) {
      String body = "{\"version\":1,\"slice\":%d}".formatted(i + 1);
      client.sendMessage(
          request ->
              request
                  .queueUrl(url)
                  .messageBody(body)
                  .messageAttributes(Map.of("reason", SqsQueue.text("the source answered 500"))));
    }
    return deadLetterQueues;
  }

  private ConsoleReport measured(String url, long slices, long backfill, Instant now)
      throws IOException, InterruptedException {
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put("now", "?");
    paths.put("problems", "problems?");
    paths.put("coverage, a week", "coverage?" + last(now, 7));
    paths.put("coverage, a month", "coverage?" + last(now, 30));
    paths.put("coverage, a year", "coverage?" + last(now, 365));
    paths.put("counts, a day", "counts?" + last(now, 1));
    paths.put("counts, 20 days by hours", "counts?by=hour&" + last(now, 20));
    paths.put("counts of a type, a year by days", "counts?types=T1&by=day&" + last(now, 365));
    paths.put("runs", "runs?");
    paths.put("a run", "runs/1?");
    paths.put("a backfill", "runs/%d?".formatted(backfill));
    paths.put("a slice", "slices/%d?".formatted(slices / 2));
    paths.put("a type", "types/T1?");
    List<View> views = new ArrayList<>();
    for (Map.Entry<String, String> path : paths.entrySet()) {
      views.add(view(path.getKey(), url + path.getValue() + "&format=json"));
      progress.accept(path.getKey());
    }
    if (Chromium.program().isEmpty()) {
      return new ConsoleReport(slices, views, null, null, quick);
    }
    List<Double> paints = new ArrayList<>();
    List<Double> shown = new ArrayList<>();
    for (int i = 0; i < Math.min(requests, 7); i++) {
      try (Chromium browser = Chromium.start()) {
        browser.open(url);
        shown.add(browser.evaluate("performance.now()").asDouble());
        paints.add(
            browser
                .evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
                .asDouble());
      }
    }
    return new ConsoleReport(
        slices, views, Percentile.of(paints, 0.5), Percentile.of(shown, 0.5), quick);
  }

  private static String last(Instant now, int days) {
    return "from=%s&to=%s".formatted(now.minus(Duration.ofDays(days)), now);
  }

  private View view(String name, String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    int bytes = 0;
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < WARM_UPS + requests; i++) {
      long begun = System.nanoTime();
      HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
      double took = (System.nanoTime() - begun) / 1e6;
      if (answer.statusCode() != 200) {
        throw new IOException(
            "%s was answered with %d: %s"
                .formatted(url, answer.statusCode(), new String(answer.body(), UTF_8)));
      }
      bytes = answer.body().length;
      if (i >= WARM_UPS) {
        millis.add(took);
      }
    }
    return new View(name, Percentile.of(millis, 0.5), Percentile.of(millis, 0.95), bytes);
  }
}
