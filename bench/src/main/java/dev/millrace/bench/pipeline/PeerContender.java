package dev.millrace.bench.pipeline;

import dev.millrace.bench.pipeline.peer.PeerAssignment;
import dev.millrace.bench.pipeline.peer.PeerCommand;
import dev.millrace.bench.pipeline.peer.PeerKind;
import dev.millrace.bench.pipeline.peer.PeerMain;
import dev.millrace.bench.process.ChildJvm;
import dev.millrace.bench.server.ShippedType;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.QueueSender.Outgoing;
import dev.millrace.queue.sqs.SqsQueue;
import dev.millrace.schema.Schema;
import dev.millrace.time.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A pipeline without a ledger, over the same table of GithubType. */
final class PeerContender implements Contender {

  private static final long LONGEST_RUN_MILLIS = Duration.ofSeconds(170).toMillis();
  private static final long COUNT_MILLIS = 1000;

  private static final String COUNTS =
      """
      CREATE TABLE EventCount (
        dt_bucket DATETIME NOT NULL,
        type VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
        actual_count BIGINT NOT NULL,
        refreshed_at DATETIME(3) NOT NULL,
        PRIMARY KEY (dt_bucket, type)
      ) ENGINE = InnoDB""";

  private final PeerKind kind;
  private final String schema;
  private final Database database;
  private final Tables tables;
  private final QueueSender sender;
  private final ChildJvm process;
  private final MessageCodec codec = new MessageCodec();
  private int sent;

  PeerContender(PeerKind kind, Site site, Setup setup) {
    this.kind = kind;
    this.schema = site.createSchema();
    this.database = site.open(schema, 2);
    createTables(site);
    this.tables = new Tables(database);
    String name = kind.name().toLowerCase(Locale.ROOT);
    String queue = site.openQueue(name);
    this.sender = new QueueSender(new SqsQueue(site.sqs(), queue));
    this.process = ChildJvm.start(name, setup.log(name), PeerMain.class, setup.jvm(), kind.name());
    PeerAssignment assignment =
        new PeerAssignment(
            site.endpoints().proxy(),
            site.endpoints().region(),
            Path.of(queue).getFileName().toString(),
            queue,
            setup.sourceUrl(),
            site.reached(schema, setup.far()),
            site.user(),
            site.password(),
            setup.permits());
    process.ask(new PeerCommand.Start(assignment), Boolean.class);
  }

  /** The type's table as Millrace creates it, without Millrace's own tables. */
  private void createTables(Site site) {
    String whole = site.createSchema();
    try (Database control = site.open(whole, 2)) {
      control.migrate();
      new Schema(control).apply(Catalogue.of(List.of(ShippedType.github())));
    }
    String other = whole.substring(whole.lastIndexOf('/') + 1, whole.indexOf('?'));
    database.transact(
        connection -> {
          Sql.update(connection, "CREATE TABLE GithubType LIKE %s.GithubType".formatted(other));
          return Sql.update(connection, COUNTS);
        });
  }

  @Override
  public String name() {
    return kind.label();
  }

  @Override
  public List<Long> pids() {
    return List.of(process.pid());
  }

  @Override
  public String schema() {
    return schema;
  }

  @Override
  public Tables tables() {
    return tables;
  }

  @Override
  public void send(List<Window> slices) {
    String type = ShippedType.github().name();
    sender.send(
        slices.stream()
            .map(window -> codec.encode(new SliceMessage(1, type, window)))
            .map(body -> new Outgoing(body, type, Duration.ZERO))
            .toList());
    sent += slices.size();
  }

  @Override
  public void await(Expected expected, Database monitor) {
    process.ask(new PeerCommand.Await(sent, LONGEST_RUN_MILLIS), Boolean.class);
    sent = 0;
  }

  @Override
  public void countLive() {
    process.ask(new PeerCommand.CountEvery(COUNT_MILLIS), Boolean.class);
  }

  @Override
  public void close() {
    process.close();
    database.close();
  }
}
