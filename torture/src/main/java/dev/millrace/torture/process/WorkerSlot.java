package dev.millrace.torture.process;

import dev.millrace.torture.proxy.FaultyLink;
import dev.millrace.worker.WorkerMain;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A worker process with links of its own to database, queues and source; a process that has ended
 * is followed by another one on the same links. Thread-safe.
 */
public final class WorkerSlot implements AutoCloseable {

  private final String name;
  private final FaultyLink database;
  private final FaultyLink queues;
  private final FaultyLink source;
  private final Map<String, String> settings;
  private final String planted;
  private final Path log;
  private Process process;

  /**
   * Starts the worker.
   *
   * @param site the addresses without links
   * @param planted a folder of classes that replace those of the product; empty for none
   */
  public WorkerSlot(String name, Site site, String planted, Path log) {
    this.name = name;
    this.planted = planted;
    this.log = log;
    database = new FaultyLink(site.databasePort());
    queues = new FaultyLink(site.queuePort());
    source = new FaultyLink(site.sourcePort());
    Map<String, String> own = new LinkedHashMap<>();
    site.settings()
        .forEach(
            (variable, value) ->
                own.put(
                    variable,
                    switch (variable) {
                      case "MILLRACE_DB_URL" -> via(value, site.databasePort(), database);
                      case "AWS_ENDPOINT_URL" -> via(value, site.queuePort(), queues);
                      case "MILLRACE_SOURCE_URL" -> via(value, site.sourcePort(), source);
                      default -> value;
                    }));
    settings = Map.copyOf(own);
    process = launch();
  }

  private static String via(String url, int port, FaultyLink link) {
    return url.replace(":" + port, ":" + link.port());
  }

  private Process launch() {
    return Jvm.start(
        WorkerMain.class.getName(), planted, List.of("-Xmx384m"), settings, log, List.of());
  }

  public String name() {
    return name;
  }

  public FaultyLink database() {
    return database;
  }

  public FaultyLink queues() {
    return queues;
  }

  public FaultyLink source() {
    return source;
  }

  public synchronized long pid() {
    return process.pid();
  }

  /** Starts another worker if the last one has ended. */
  public synchronized void revive() {
    if (!process.isAlive()) {
      process = launch();
    }
  }

  /** Ends all harm to its links. */
  public void heal() {
    List.of(database, queues, source).forEach(FaultyLink::heal);
  }

  @Override
  public synchronized void close() {
    process.destroyForcibly();
    List.of(database, queues, source).forEach(FaultyLink::close);
  }
}
