package dev.millrace.worker.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.ledger.Counts;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.DocumentSource;
import dev.millrace.worker.source.GatewayTimeoutException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkMetersTest {

  private static final Window HOUR = new Window(0, 3600);

  private final LocalDatabase server = LocalDatabase.shared();
  private final Database database =
      Database.open(
          new DatabaseSettings(server.createSchema(), server.user(), server.password(), 2));
  private final WorkMeters meters = new WorkMeters();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @AfterEach
  void close() {
    meters.close();
    database.close();
  }

  @Test
  void slices_and_documents_are_counted_by_type_and_outcome() {
    meters.bindTo(registry, database);

    meters.done("T", HOUR, new Counts(21, 1, 2, 3, 4, 5, 6));
    meters.done("T", new Window(0, 60), new Counts(1, 1, 0, 0, 0, 0));
    meters.split("T", new Counts(1, 0, 0, 1, 0, 0));
    meters.failed("U");

    assertThat(registry.scrape().lines())
        .contains(
            "millrace_slices_total{outcome=\"done\",type=\"T\"} 2.0",
            "millrace_slices_total{outcome=\"split\",type=\"T\"} 1.0",
            "millrace_slices_total{outcome=\"failed\",type=\"U\"} 1.0",
            "millrace_documents_total{outcome=\"inserted\",type=\"T\"} 2.0",
            "millrace_documents_total{outcome=\"updated\",type=\"T\"} 2.0",
            "millrace_documents_total{outcome=\"unchanged\",type=\"T\"} 4.0",
            "millrace_documents_total{outcome=\"filtered\",type=\"T\"} 4.0",
            "millrace_documents_total{outcome=\"rejected\",type=\"T\"} 5.0",
            "millrace_documents_total{outcome=\"outside\",type=\"T\"} 6.0",
            "millrace_imported_until_seconds{type=\"T\"} 3600.0");
  }

  @Test
  void requests_are_timed_by_outcome() throws Exception {
    meters.bindTo(registry, database);
    try (DocumentSource answers = meters.of((_, _) -> new NoDocuments());
        DocumentSource fails =
            meters.of(
                (_, _) -> {
                  throw new IOException("no luck");
                });
        DocumentSource slow =
            meters.of(
                (_, _) -> {
                  throw new GatewayTimeoutException("504");
                })) {
      answers.open("T", HOUR).close();
      assertThatThrownBy(() -> fails.open("T", HOUR)).hasMessage("no luck");
      assertThatThrownBy(() -> slow.open("T", HOUR)).hasMessage("504");
    }

    assertThat(registry.scrape().lines())
        .contains(
            "millrace_source_requests_seconds_count{outcome=\"answered\",type=\"T\"} 1",
            "millrace_source_requests_seconds_count{outcome=\"failed\",type=\"T\"} 1",
            "millrace_source_requests_seconds_count{outcome=\"timed_out\",type=\"T\"} 1");
  }

  @Test
  void the_pool_the_jvm_and_the_build_are_shown() {
    meters.bindTo(registry, database);

    String scrape = database.transact(_ -> registry.scrape());

    assertThat(scrape)
        .contains(
            "millrace_database_connections{state=\"active\"} 1.0",
            "millrace_database_connections{state=\"awaited\"} 0.0",
            "millrace_build_info{version=\"",
            "jvm_memory_used_bytes{",
            "jvm_threads_live_threads ",
            "process_uptime_seconds ");
  }

  @Test
  void without_a_registry_everything_works_uncounted() {
    meters.failed("T");
    meters.done("T", HOUR, Counts.NONE);
    meters.bindTo(registry, database);
    meters.failed("T");

    assertThat(registry.scrape())
        .contains("millrace_slices_total{outcome=\"failed\",type=\"T\"} 1.0");
  }

  private static final class NoDocuments implements DocumentCursor {

    @Override
    public boolean next() {
      return false;
    }

    @Override
    public byte[] buffer() {
      return new byte[0];
    }

    @Override
    public int offset() {
      return 0;
    }

    @Override
    public int length() {
      return 0;
    }

    @Override
    public boolean oversized() {
      return false;
    }

    @Override
    public long documentBytes() {
      return 0;
    }

    @Override
    public long documents() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
