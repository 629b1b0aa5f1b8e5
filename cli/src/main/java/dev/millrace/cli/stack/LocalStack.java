package dev.millrace.cli.stack;

import dev.millrace.local.api.DocumentApi;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.local.document.Documents;
import dev.millrace.local.document.Meeting;
import dev.millrace.settings.PipelineQueue;
import dev.millrace.settings.Setting;
import dev.millrace.worker.lookup.ExternalLookups;
import dev.millrace.worker.lookup.LookupSettings;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Queues, database, document API and, if the types need them, event codes on this machine, all in
 * or below this process: they end with it, even when it is killed.
 */
public final class LocalStack implements AutoCloseable {

  private final LocalQueues queues;
  private final LocalDatabase database;
  private final DocumentApi source;
  private final @Nullable LocalEventCodes codes;

  private LocalStack(
      LocalQueues queues,
      LocalDatabase database,
      DocumentApi source,
      @Nullable LocalEventCodes codes) {
    this.queues = queues;
    this.database = database;
    this.source = source;
    this.codes = codes;
  }

  /**
   * Starts all parts in parallel.
   *
   * @param data folder of the database, kept at the end; null for a temporary one. If an earlier
   *     stack left its addresses there, they are used again
   * @param meetings the meetings with event codes; null if no type looks one up
   */
  public static LocalStack start(
      Documents documents, @Nullable Path data, @Nullable List<Meeting> meetings)
      throws InterruptedException {
    Addresses earlier =
        data == null ? new Addresses(Map.of()) : Addresses.read(EnvCommand.file(data));
    CompletableFuture<LocalDatabase> database =
        begin(
            () ->
                data == null
                    ? LocalDatabase.temporary()
                    : LocalDatabase.start(data, earlier.databasePort(), earlier.password()));
    CompletableFuture<LocalQueues> queues =
        begin(() -> onAnyPort(earlier.queuePort(), LocalQueues::start));
    CompletableFuture<DocumentApi> source =
        begin(
            () ->
                onAnyPort(
                    earlier.sourcePort(),
                    port -> DocumentApi.start(documents, port, earlier.sourceKey())));
    CompletableFuture<Optional<LocalEventCodes>> codes =
        begin(() -> Optional.ofNullable(meetings).map(LocalEventCodes::start));
    try {
      CompletableFuture.allOf(database, queues, source, codes).get();
      return new LocalStack(
          queues.join(), database.join(), source.join(), codes.join().orElse(null));
    } catch (InterruptedException | ExecutionException e) {
      var _ = database.thenAccept(LocalDatabase::close);
      var _ = queues.thenAccept(LocalQueues::close);
      var _ = source.thenAccept(DocumentApi::close);
      var _ = codes.thenAccept(started -> started.ifPresent(LocalEventCodes::close));
      if (e instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  /** On a free port if another process has taken the preferred one. */
  private static <T> T onAnyPort(int preferred, IntFunction<T> start) {
    try {
      return start.apply(preferred);
    } catch (UncheckedIOException | IllegalStateException e) {
      if (preferred == 0) {
        throw e;
      }
      return start.apply(0);
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
    environment.put("NO_PROXY", withoutProxy(System.getenv()));
    environment.put(Setting.SOURCE_URL.variable(), source.url());
    environment.put(Setting.SOURCE_KEY.variable(), source.key());
    environment.put(Setting.DB_URL.variable(), database.jdbcUrl());
    environment.put(Setting.DB_USER.variable(), database.user());
    environment.put(Setting.DB_PASSWORD.variable(), database.password());
    for (PipelineQueue queue : PipelineQueue.values()) {
      environment.put(queue.setting().variable(), queues.url(queue.text()));
    }
    if (codes != null) {
      environment.putAll(codes.environment());
    }
    return environment;
  }

  /** The existing hosts without a proxy, and this machine. */
  public static String withoutProxy(Map<String, String> variables) {
    Set<String> hosts = new LinkedHashSet<>();
    for (String variable : List.of("NO_PROXY", "no_proxy")) {
      for (String host : variables.getOrDefault(variable, "").split(",", -1)) {
        hosts.add(host.strip());
      }
    }
    hosts.addAll(List.of("127.0.0.1", "localhost"));
    hosts.remove("");
    return String.join(",", hosts);
  }

  /**
   * Starts the database again if it has ended, for example because it was killed.
   *
   * @return whether it had ended
   * @throws IllegalStateException when it cannot start
   */
  boolean reviveDatabase() {
    if (database.running()) {
      return false;
    }
    database.restart();
    return true;
  }

  /** Prints the settings as {@code export} lines of a shell. */
  public void export(PrintWriter out) {
    out.print(new Addresses(environment()).export());
    out.flush();
  }

  /**
   * All settings for processes of this stack: short leases and polls, so that a killed worker is
   * noticed quickly and a stop does not wait; then those of the environment; then the addresses.
   */
  public Map<String, String> settings(Map<String, String> wishes) {
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
    // A table in AWS is not reachable, since all AWS endpoints are local.
    settings.remove(Setting.EVENT_CODE_TABLE.variable());
    settings.putAll(environment());
    return settings;
  }

  /** The lookups as the workers resolve them. */
  public ExternalLookups lookups(LookupSettings settings) {
    return ExternalLookups.open(
        settings,
        InstantSource.system(),
        client -> {
          if (codes != null) {
            codes.reach(client);
          }
        });
  }

  @Override
  public void close() {
    if (codes != null) {
      codes.close();
    }
    source.close();
    database.close();
    queues.close();
  }
}
