package dev.millrace.worker.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.apis.Fault;
import dev.millrace.local.apis.PublicApi;
import dev.millrace.local.apis.Sample;
import dev.millrace.local.time.SettableClock;
import dev.millrace.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What imports from four APIs cost in requests, and that each document is fetched once. */
final class CostsTest {

  private static final Instant FROM = HistoryApi.FROM;
  private static final Instant MIDDLE = FROM.plus(Duration.ofHours(1));
  private static final Instant TO = HistoryApi.TO;

  private final SettableClock clock = new SettableClock(InstantSource.system().instant());

  private static HistoryImport imports(HistoryApi kind, HistoryApi.Source source) throws Exception {
    return new HistoryImport(
        SampleSources.definition(kind.file(), source.api())
            .replaceAll("(per_page|limit): \\d+", "$1: 10"),
        SampleSources.SECRETS);
  }

  private static Window window(Instant from, Instant to) {
    return new Window(from.getEpochSecond(), to.getEpochSecond());
  }

  /** The same for each recheck. */
  @ParameterizedTest
  @EnumSource
  void an_hour_without_news_costs_at_most_two_requests(HistoryApi kind) throws Exception {
    Sample before = new Sample(FROM.minus(Duration.ofDays(1)), FROM.minusSeconds(3_600), 5, 1);
    HistoryApi.Source source = kind.start(before, clock);
    try (PublicApi api = source.api();
        HistoryImport imports = imports(kind, source)) {
      imports.run(source.type(), List.of(window(FROM, MIDDLE)), () -> {});

      assertThat(api.server().requests()).isBetween(1, 2);
    }
  }

  /** Some documents of a sample are exactly at the edges. */
  @ParameterizedTest
  @EnumSource
  void a_document_at_the_edge_of_two_windows_is_stored_once(HistoryApi kind) throws Exception {
    HistoryApi.Source source = kind.start(new Sample(FROM, TO, 30, 3), clock);
    try (PublicApi _ = source.api();
        HistoryImport imports = imports(kind, source)) {
      imports.run(source.type(), List.of(window(FROM, MIDDLE), window(MIDDLE, TO)), () -> {});

      assertThat(
              imports
                  .database()
                  .rows(
                      "SELECT SUM(inserted), SUM(updated), SUM(unchanged), SUM(outside)"
                          + " FROM millrace_attempt"))
          .containsExactly(source.held().get().size() + " 0 0 0");
    }
  }

  /** Page 12 of 20 breaks off three times, with all tries of a request. */
  @Test
  void an_attempt_that_fails_starts_over_and_windows_that_are_done_stay_done() throws Exception {
    HistoryApi.Source source = HistoryApi.STRIPE.start(new Sample(MIDDLE, TO, 200, 3), clock);
    try (PublicApi api = source.api();
        HistoryImport imports = imports(HistoryApi.STRIPE, source)) {
      api.server().after(1 + 11, () -> api.server().inject(Fault.CUT, Fault.CUT, Fault.CUT));

      imports.run(source.type(), List.of(window(FROM, MIDDLE), window(MIDDLE, TO)), () -> {});

      assertThat(imports.database().rows(source.table()))
          .isEqualTo(source.held().get().stream().map(source.row()).sorted().toList());
      Predicate<String> first = request -> request.contains("=" + FROM.getEpochSecond());
      assertThat(api.server().requested()).filteredOn(first).hasSize(1);
      assertThat(api.server().requested())
          .filteredOn(first.negate())
          .as("11 pages, 3 tries of one, and 20 pages, of which the last may be an empty one")
          .hasSizeBetween(11 + 3 + 20, 11 + 3 + 22);
    }
  }
}
