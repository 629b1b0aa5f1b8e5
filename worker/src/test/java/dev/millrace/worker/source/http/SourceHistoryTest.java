package dev.millrace.worker.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.local.apis.Fault;
import dev.millrace.local.apis.PublicApi;
import dev.millrace.local.apis.Sample;
import dev.millrace.local.time.SettableClock;
import dev.millrace.time.Window;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Any history of a source: documents that come late or change, also between two pages of a window,
 * ceilings, quotas, answers that break off, errors, repeated pages and pages for people. The import
 * has every document that was there when it began; after one more quiet import the table holds what
 * the source holds, the sums agree, and the calls are bounded. A failure names its seed; {@code
 * -Dmillrace.seed} repeats it, {@code -Dmillrace.histories} runs more.
 */
final class SourceHistoryTest {

  private static final int HISTORIES = Integer.getInteger("millrace.histories", 1);
  private static final int LATEST_REQUEST = 40;

  @ParameterizedTest
  @EnumSource
  void the_table_equals_what_the_source_holds(HistoryApi kind) throws Exception {
    for (int history = 0; history < HISTORIES; history++) {
      long seed = Long.getLong("millrace.seed", new Random().nextLong());
      try {
        run(kind, new Random(seed), definition -> definition);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("with -Dmillrace.seed=" + seed, e);
      }
    }
  }

  /** A definition that ends at the first page, or loses what is at an edge or revised, is found. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "EARTHQUAKES, /properties/time, /properties/updated",
        "GITHUB, link: next, link: following",
        "SLACK, /response_metadata/next_cursor, /response_metadata/cursor",
        "STRIPE, created[gte], created[gt]"
      })
  void a_wrong_definition_is_found(HistoryApi kind, String right, String wrong) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () -> {
              for (long seed = 1; seed <= 5; seed++) {
                run(
                    kind,
                    new Random(seed),
                    definition -> {
                      if (!definition.contains(right)) {
                        throw new IllegalArgumentException("not in the definition: " + right);
                      }
                      return definition.replace(right, wrong);
                    });
              }
            });
  }

  private static void run(HistoryApi kind, Random random, UnaryOperator<String> plant)
      throws Exception {
    SettableClock clock = new SettableClock(InstantSource.system().instant());
    Sample sample =
        new Sample(HistoryApi.FROM, HistoryApi.TO, 1 + random.nextInt(120), random.nextLong());
    HistoryApi.Source source = kind.start(sample, clock);
    try (PublicApi api = source.api();
        HistoryImport history =
            new HistoryImport(plant.apply(definition(kind, source)), SampleSources.SECRETS)) {
      List<String> first = ids(source);
      script(source, random);
      history.run(source.type(), windows(random), () -> clock.advance(Duration.ofHours(1)));
      assertThat(history.database().rows(source.table()))
          .as("what was there before is imported, whatever happened since")
          .extracting(row -> row.split(" ", -1)[0])
          .containsAll(first);
      drainScript(source);
      source.quiet().run();
      clock.advance(Duration.ofHours(2));

      int before = api.server().requests();
      long attempts = number(history, "COUNT(*)");
      long fetched = number(history, "COALESCE(SUM(fetched), 0)");
      history.run(source.type(), windows(random), () -> {});

      assertThat(history.database().rows(source.table()))
          .isEqualTo(source.held().get().stream().map(source.row()).sorted().toList());
      assertThat(
              number(
                  history,
                  "SUM(fetched <> inserted + updated + unchanged + filtered + rejected + outside)"))
          .isZero();
      assertThat(history.database().number("SELECT COALESCE(SUM(actual_count), 0) FROM EventCount"))
          .isEqualTo(source.held().get().size());
      attempts = number(history, "COUNT(*)") - attempts;
      fetched = number(history, "COALESCE(SUM(fetched), 0)") - fetched;
      assertThat((long) api.server().requests() - before)
          .as("a count and a page that may be empty for each attempt, and full pages")
          .isLessThanOrEqualTo(3 * attempts + fetched / source.page() + 1);
    }
  }

  private static List<String> ids(HistoryApi.Source source) {
    return source.held().get().stream()
        .map(document -> source.row().apply(document).split(" ", -1)[0])
        .toList();
  }

  private static long number(HistoryImport history, String what) {
    return history.database().number("SELECT %s FROM millrace_attempt".formatted(what));
  }

  /** Small pages, so that much happens between them. */
  private static String definition(HistoryApi kind, HistoryApi.Source source) throws IOException {
    return SampleSources.definition(kind.file(), source.api())
        .replaceAll("(per_page|limit): \\d+", "$1: 10")
        .replace("[apache/maven, junit-team/junit-framework]", "[apache/maven]")
        .replace("[C012AB3CD, C061EG9T2]", "[C012AB3CD]");
  }

  private static void script(HistoryApi.Source source, Random random) {
    int events = random.nextInt(12);
    for (int i = 0; i < events; i++) {
      int after = random.nextInt(LATEST_REQUEST);
      if (random.nextInt(3) == 0) {
        Fault fault = HistoryApi.one(List.of(Fault.values()), random);
        source.api().server().after(after, () -> source.api().server().inject(fault));
      } else {
        Consumer<Random> change = source.changes().get(random.nextInt(source.changes().size()));
        long seed = random.nextLong();
        source.api().server().after(after, () -> change.accept(new Random(seed)));
      }
    }
  }

  /** Asks until nothing of the script is left, so that the last import is a quiet one. */
  private static void drainScript(HistoryApi.Source source)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (source.api().server().requests() < 2 * LATEST_REQUEST) {
        try {
          http.send(
              HttpRequest.newBuilder(URI.create(source.api().server().url() + "/nowhere")).build(),
              BodyHandlers.discarding());
        } catch (IOException _) {
          // an answer that breaks off
        }
      }
    }
  }

  /** One to four windows that follow each other. */
  private static List<Window> windows(Random random) {
    List<Window> windows = new ArrayList<>();
    long from = HistoryApi.FROM.getEpochSecond();
    long to = HistoryApi.TO.getEpochSecond();
    while (from < to) {
      long end = windows.size() == 3 ? to : Math.min(to, from + 1 + random.nextLong(to - from));
      windows.add(new Window(from, end));
      from = end;
    }
    return windows;
  }
}
