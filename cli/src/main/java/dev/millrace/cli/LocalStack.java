package dev.millrace.cli;

import dev.millrace.local.DocumentApi;
import dev.millrace.local.Documents;
import dev.millrace.local.LocalDatabase;
import dev.millrace.local.LocalQueues;
import dev.millrace.settings.Setting;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Queues, database and document API on this machine, all in or below this process: they end when it
 * ends, however that happens.
 */
final class LocalStack implements AutoCloseable {

  private final LocalQueues queues;
  private final LocalDatabase database;
  private final DocumentApi source;

  private LocalStack(LocalQueues queues, LocalDatabase database, DocumentApi source) {
    this.queues = queues;
    this.database = database;
    this.source = source;
  }

  /**
   * Starts all three at the same time.
   *
   * @param data the database's folder, which stays; null for a fresh one that is deleted
   */
  static LocalStack start(Documents documents, @Nullable Path data) throws InterruptedException {
    CompletableFuture<LocalDatabase> database =
        begin(() -> data == null ? LocalDatabase.temporary() : LocalDatabase.start(data));
    CompletableFuture<LocalQueues> queues = begin(LocalQueues::start);
    CompletableFuture<DocumentApi> source = begin(() -> DocumentApi.start(documents));
    try {
      CompletableFuture.allOf(database, queues, source).get();
      return new LocalStack(queues.join(), database.join(), source.join());
    } catch (InterruptedException | ExecutionException e) {
      var _ = database.thenAccept(LocalDatabase::close);
      var _ = queues.thenAccept(LocalQueues::close);
      var _ = source.thenAccept(DocumentApi::close);
      if (e instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  private static <T> CompletableFuture<T> begin(Supplier<T> start) {
    return CompletableFuture.supplyAsync(start, task -> Thread.ofPlatform().daemon().start(task));
  }

  /** The settings that point Millrace, and any AWS SDK, at these parts. */
  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("AWS_ENDPOINT_URL", queues.endpoint());
    environment.put("AWS_REGION", queues.region());
    environment.put("AWS_ACCESS_KEY_ID", "local");
    environment.put("AWS_SECRET_ACCESS_KEY", "local");
    environment.put(Setting.SOURCE_URL.variable(), source.url());
    environment.put(Setting.SOURCE_KEY.variable(), source.key());
    environment.put(Setting.DB_URL.variable(), database.jdbcUrl());
    environment.put(Setting.DB_USER.variable(), database.user());
    environment.put(Setting.DB_PASSWORD.variable(), database.password());
    environment.put(Setting.IMPORT_QUEUE.variable(), queues.url("import"));
    environment.put(Setting.BACKFILL_QUEUE.variable(), queues.url("backfill"));
    environment.put(Setting.AGGREGATE_QUEUE.variable(), queues.url("aggregate"));
    return environment;
  }

  /** Prints them as lines that a shell can export. */
  void export(PrintWriter out) {
    environment().forEach((name, value) -> out.printf("export %s='%s'%n", name, value));
    out.flush();
  }

  /**
   * All settings of what runs here: short leases and polls, so that a killed worker is missed soon
   * and a stop does not wait; then what the environment wishes; then where everything is.
   */
  Map<String, String> settings(Map<String, String> wishes) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(Setting.LEASE_SECONDS.variable(), "10");
    settings.put(Setting.POLL_SECONDS.variable(), "1");
    settings.put(Setting.HINT_SECONDS.variable(), "1");
    wishes.forEach(
        (name, value) -> {
          if (name.startsWith("MILLRACE_")) {
            settings.put(name, value);
          }
        });
    settings.putAll(environment());
    return settings;
  }

  @Override
  public void close() {
    source.close();
    database.close();
    queues.close();
  }
}
