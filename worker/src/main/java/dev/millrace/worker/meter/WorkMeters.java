package dev.millrace.worker.meter;

import dev.millrace.database.Database;
import dev.millrace.database.PoolUse;
import dev.millrace.ledger.Counts;
import dev.millrace.time.Window;
import dev.millrace.worker.slice.SliceListener;
import dev.millrace.worker.source.DocumentSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/**
 * Meters of slices, documents, requests to the source, the database's pool, the JVM and the build.
 * They count from {@link #bindTo} on, and cost nothing before. Thread-safe.
 */
public final class WorkMeters implements SliceListener, AutoCloseable {

  private static final String VERSION = "version.properties";

  private final CompositeMeterRegistry registry = new CompositeMeterRegistry();
  private final Map<String, AtomicLong> importedUntil = new ConcurrentHashMap<>();

  /**
   * Begins to count into a registry.
   *
   * @param database whose pool is measured
   */
  public void bindTo(MeterRegistry target, Database database) {
    registry.add(target);
    connections("active", PoolUse::active, database);
    connections("idle", PoolUse::idle, database);
    connections("awaited", PoolUse::awaited, database);
    Gauge.builder("millrace.build.info", () -> 1)
        .tags("version", version())
        .description("always 1; the tag is the version of the build")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  private void connections(String state, ToDoubleFunction<PoolUse> value, Database database) {
    Gauge.builder("millrace.database.connections", () -> value.applyAsDouble(database.poolUse()))
        .tags("state", state)
        .description("connections of the pool, and threads that wait for one")
        .register(registry);
  }

  /** The same source with its requests measured. */
  public DocumentSource of(DocumentSource source) {
    return new MeteredSource(source, registry);
  }

  @Override
  public void done(String type, Window window, Counts counts) {
    slices(type, "done");
    documents(type, counts);
    importedUntil
        .computeIfAbsent(type, this::newestSecond)
        .accumulateAndGet(window.to(), Math::max);
  }

  private AtomicLong newestSecond(String type) {
    AtomicLong second = new AtomicLong();
    Gauge.builder("millrace.imported.until", second, AtomicLong::doubleValue)
        .tags("type", type)
        .description("end of the newest slice that this worker imported, in seconds since 1970")
        .baseUnit("seconds")
        .register(registry);
    return second;
  }

  @Override
  public void split(String type, Counts counts) {
    slices(type, "split");
    documents(type, counts);
  }

  @Override
  public void failed(String type) {
    slices(type, "failed");
  }

  private void slices(String type, String outcome) {
    Counter.builder("millrace.slices")
        .tags(Tags.of("type", type, "outcome", outcome))
        .description("attempts at slices")
        .register(registry)
        .increment();
  }

  private void documents(String type, Counts counts) {
    documents(type, "inserted", counts.inserted());
    documents(type, "updated", counts.updated());
    documents(type, "unchanged", counts.unchanged());
    documents(type, "filtered", counts.filtered());
    documents(type, "rejected", counts.rejected());
    documents(type, "outside", counts.outside());
  }

  private void documents(String type, String outcome, long number) {
    Counter.builder("millrace.documents")
        .tags(Tags.of("type", type, "outcome", outcome))
        .description("fetched documents")
        .register(registry)
        .increment((double) number);
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream resource = WorkMeters.class.getResourceAsStream(VERSION)) {
      if (resource == null) {
        throw new IllegalStateException("the build has no " + VERSION + "; build it again");
      }
      properties.load(resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  @Override
  public void close() {
    registry.close();
  }
}
