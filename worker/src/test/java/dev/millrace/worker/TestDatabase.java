package dev.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.run.Runs;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.local.database.SchemaTemplate;
import dev.millrace.schema.Schema;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A schema of its own with the control tables and the tables of some types. */
public final class TestDatabase implements AutoCloseable {

  /** Ids, a short text, a number, and an optional moment of their own. */
  public static final String THINGS =
      """
      type: Thing
      accept: /data/name
      occurred_at: { from: /data/at, unit: ms }
      columns:
        name: { from: /data/name, length: 100 }
        size: { from: /data/size, as: integer }
      """;

  private static final String WAITING =
      """
      SELECT COUNT(*) FROM information_schema.innodb_trx t
      JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
      WHERE t.trx_state = 'LOCK WAIT' AND p.db = DATABASE()""";

  private static final SchemaTemplate MIGRATED =
      new SchemaTemplate(LocalDatabase.shared(), TestDatabase::migrate);

  private final String url = MIGRATED.copy();
  private final Catalogue catalogue;
  private final Database database;

  public TestDatabase(String... definitions) {
    this(4, definitions);
  }

  public TestDatabase(int connections, String... definitions) {
    this.catalogue =
        Catalogue.of(
            Stream.of(definitions)
                .flatMap(yaml -> DefinitionParser.parseAll(yaml, "test.yaml").stream())
                .toList());
    this.database = open(connections);
    new Schema(database).apply(catalogue);
  }

  private static void migrate(String url) {
    LocalDatabase server = LocalDatabase.shared();
    try (Database database =
        Database.open(new DatabaseSettings(url, server.user(), server.password(), 1))) {
      database.migrate();
    }
  }

  /** Another pool, such as another worker has. */
  public Database open(int connections) {
    return Database.open(settings(connections));
  }

  /**
   * A pool whose driver is told something more.
   *
   * @param options for the end of the JDBC URL
   */
  public Database open(int connections, String options) {
    DatabaseSettings settings = settings(connections);
    return Database.open(
        new DatabaseSettings(
            settings.url() + options, settings.user(), settings.password(), connections));
  }

  public DatabaseSettings settings(int connections) {
    LocalDatabase server = LocalDatabase.shared();
    return new DatabaseSettings(url, server.user(), server.password(), connections);
  }

  public Database database() {
    return database;
  }

  public CountedType counted(String name) {
    return catalogue.find(name).orElseThrow();
  }

  public DocumentType type(String name) {
    return catalogue.find(name).flatMap(CountedType::imported).orElseThrow();
  }

  /** A session like those of the pool, but in the hand of a test. */
  public Connection connect() throws SQLException {
    LocalDatabase server = LocalDatabase.shared();
    Connection connection =
        DriverManager.getConnection(
            url + "&allowMultiQueries=true", server.user(), server.password());
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    run(connection, "SET time_zone = '+00:00', innodb_lock_wait_timeout = 20");
    return connection;
  }

  public static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  public void run(String sql) {
    database.transact(connection -> Sql.update(connection, sql));
  }

  public long number(String sql) {
    return database.transact(connection -> Sql.number(connection, sql));
  }

  /** The rows, their columns as text with blanks between. */
  public List<String> rows(String sql) {
    return database.transact(connection -> Sql.list(connection, sql, TestDatabase::text));
  }

  private static String text(ResultSet row) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      Object value = row.getObject(i);
      columns.add(value instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(value));
    }
    return columns.stream().collect(joining(" "));
  }

  /** Returns when a transaction of this schema waits for a lock. */
  public void awaitLockWait() throws InterruptedException {
    awaitLockWaits(1);
  }

  /** Returns when this number of transactions of the schema wait for locks. */
  public void awaitLockWaits(int transactions) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (number(WAITING) < transactions) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no transaction waits for a lock");
      }
      Thread.sleep(120); // the server keeps its answer as long as it is asked more often
    }
  }

  /** Plans a slice. */
  public long plan(String type, Window window) {
    Runs.Planned run =
        new Runs(database)
            .plan(
                RunKind.BACKFILL,
                UUID.randomUUID().toString(),
                List.of(new PlannedSlice(type, window)));
    return number("SELECT id FROM millrace_slice WHERE run = " + run.run());
  }

  /** Plans a slice and claims it for a worker. */
  public Attempt claim(Attempts attempts, String type, Window window) {
    return switch (attempts.claim(plan(type, window), type)) {
      case Claim.Claimed(Attempt attempt) -> attempt;
      case Claim other -> throw new AssertionError("not claimed: " + other);
    };
  }

  public Attempts attempts(Duration lease) {
    return new Attempts(database, "a test", lease);
  }

  @Override
  public void close() {
    database.close();
  }
}
