package dev.millrace.bench.pipeline;

import dev.millrace.bench.imports.SlowLink;
import dev.millrace.bench.pipeline.source.SourceMain;
import dev.millrace.bench.process.ChildJvm;
import dev.millrace.bench.server.Endpoints;
import dev.millrace.bench.server.QueueServerMain;
import dev.millrace.bench.server.ServerCommand;
import dev.millrace.bench.server.Traffic;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.queue.sqs.SqsClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * What all contenders share: the queue server, the document API and the database server, each a
 * process of its own, and a link to the database that adds a millisecond to each round trip.
 */
final class Site implements AutoCloseable {

  private static final int VISIBILITY_SECONDS = 60;
  private static final Duration DELAY = Duration.ofMillis(1);

  private static final List<String> SERVER_OPTIONS =
      List.of("-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow", "-Xmx2g");

  private final boolean quick;
  private final LocalDatabase database = LocalDatabase.temporary();
  private final SlowLink link = new SlowLink(database.port(), DELAY);
  private final ChildJvm queues;
  private final ChildJvm source;
  private final Endpoints endpoints;
  private final SqsClient sqs;
  private int opened;

  /**
   * Starts all processes.
   *
   * @param logs the folder for their standard error
   */
  Site(Path logs, boolean quick) {
    this.quick = quick;
    this.queues =
        ChildJvm.start(
            "the queue server", logs.resolve("queues.log"), QueueServerMain.class, SERVER_OPTIONS);
    this.source =
        ChildJvm.start(
            "the document API", logs.resolve("source.log"), SourceMain.class, SERVER_OPTIONS);
    this.endpoints = queues.ask(new ServerCommand.Addresses(), Endpoints.class);
    this.sqs = SqsClients.local(16, endpoints.direct(), endpoints.region());
  }

  /** Serves the documents of a cell; returns the URL of the document API. */
  String serve(Cell cell) {
    return source.ask(new SourceMain.Serve(cell.load(), cell.sourceMillis(), quick), String.class);
  }

  /** Where contenders reach the queues; calls are counted there. */
  Endpoints endpoints() {
    return endpoints;
  }

  /** A client that bypasses the proxy. */
  SqsClient sqs() {
    return sqs;
  }

  /** Creates a queue and returns its URL. */
  String openQueue(String name) {
    opened++;
    return queues.ask(
        new ServerCommand.Open(name + "-" + opened, VISIBILITY_SECONDS), String.class);
  }

  /** No contender receives a message until the release. */
  void hold() {
    queues.ask(new ServerCommand.Hold(), Boolean.class);
  }

  /** Calls pass, and are counted from zero. */
  void release() {
    queues.ask(new ServerCommand.Release(), Boolean.class);
  }

  /** The calls since the release, up to the last delete. */
  long calls() {
    return queues.ask(new ServerCommand.Count(), Traffic.class).calls();
  }

  /** Creates a schema and returns its URL, close to the server. */
  String createSchema() {
    return database.createSchema();
  }

  /** Opens a schema. */
  Database open(String url, int connections) {
    return Database.open(new DatabaseSettings(url, user(), password(), connections));
  }

  /** The URL by which a contender reaches a schema: as it is, or by the slow link. */
  String reached(String url, boolean far) {
    return far ? url.replace(":" + database.port() + "/", ":" + link.port() + "/") : url;
  }

  String user() {
    return database.user();
  }

  String password() {
    return database.password();
  }

  long databasePid() {
    return database.pid();
  }

  @Override
  public void close() {
    sqs.close();
    source.close();
    queues.close();
    link.close();
    database.close();
  }
}
