package dev.millrace.worker.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.apis.EarthquakeApi;
import dev.millrace.local.apis.Fault;
import dev.millrace.local.apis.GithubApi;
import dev.millrace.local.apis.HeldDocument;
import dev.millrace.local.apis.PublicApi;
import dev.millrace.local.apis.Sample;
import dev.millrace.local.apis.SlackApi;
import dev.millrace.local.apis.SlackApi.Refusal;
import dev.millrace.local.apis.StripeApi;
import dev.millrace.local.time.SettableClock;
import dev.millrace.time.Window;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Any history of a source: documents that come late or change, also between two pages of a window,
 * ceilings, quotas, answers that break off, errors and pages for people. After one more quiet
 * import the table holds what the source holds, the sums agree, and the calls are bounded. A
 * failure names its seed; {@code -Dmillrace.seed} repeats it, {@code -Dmillrace.histories} runs
 * more.
 */
final class SourceHistoryTest {

  private static final int HISTORIES = Integer.getInteger("millrace.histories", 1);
  private static final int LATEST_REQUEST = 40;
  private static final int CEILING = 40;

  /** Near the database's clock, which the rules for old and new windows compare with. */
  @SuppressWarnings("TimeInStaticInitializer")
  private static final Instant TO =
      InstantSource.system().instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));

  private static final Instant FROM = TO.minus(Duration.ofHours(2));

  /**
   * A stand-in and what may happen to it. A quota is at least what the pages of the largest window
   * need: an attempt begins at the first page again.
   */
  record Source(
      PublicApi api,
      String type,
      String table,
      int page,
      List<Consumer<Random>> changes,
      Runnable quiet,
      Function<HeldDocument, String> row,
      Supplier<List<HeldDocument>> held) {}

  enum Api {
    EARTHQUAKES {
      @Override
      Source start(Sample sample, SettableClock clock) {
        EarthquakeApi api = EarthquakeApi.start(sample, 0, clock, CEILING);
        return new Source(
            api,
            "Earthquakes",
            "SELECT CONCAT_WS(' ', id, magnitude) FROM Earthquakes ORDER BY id",
            CEILING,
            List.of(
                random -> api.add(moment(random)),
                random ->
                    api.revise(one(api.held(FROM, TO), random).id(), random.nextInt(90) / 10.0)),
            () -> {},
            document ->
                "%s %.2f"
                    .formatted(document.id(), document.content().at("/properties/mag").asDouble()),
            () -> api.held(FROM, TO));
      }
    },
    GITHUB {
      @Override
      Source start(Sample sample, SettableClock clock) {
        GithubApi api =
            GithubApi.start(sample, 0, clock, List.of("apache/maven"), SampleSources.TOKEN);
        return new Source(
            api,
            "GithubCommits@apache/maven",
            "SELECT id FROM GithubCommits ORDER BY id",
            10,
            List.of(
                random -> api.push("apache/maven", moment(random)),
                random -> api.quota(14 + random.nextInt(9))),
            () -> api.quota(1_000_000),
            HeldDocument::id,
            () -> api.held("apache/maven", FROM, TO));
      }
    },
    SLACK {
      @Override
      Source start(Sample sample, SettableClock clock) {
        SlackApi api = SlackApi.start(sample, 0, clock, List.of("C012AB3CD"), SampleSources.TOKEN);
        return new Source(
            api,
            "SlackHistory@C012AB3CD",
            "SELECT CONCAT_WS(' ', id, text) FROM SlackHistory ORDER BY id",
            10,
            List.of(
                random -> api.post("C012AB3CD", moment(random)),
                random ->
                    api.edit(
                        "C012AB3CD",
                        one(api.held("C012AB3CD", FROM, TO), random).id(),
                        "edited " + random.nextInt(100)),
                random -> api.shortPages(random.nextBoolean()),
                random ->
                    api.quota(60 + random.nextInt(20), one(List.of(Refusal.values()), random))),
            () -> api.quota(1_000_000, Refusal.SECONDS),
            document ->
                "C012AB3CD#%s %s"
                    .formatted(document.id(), document.content().path("text").asText()),
            () -> api.held("C012AB3CD", FROM, TO));
      }
    },
    STRIPE {
      @Override
      Source start(Sample sample, SettableClock clock) {
        StripeApi api = StripeApi.start(sample, 0, clock, SampleSources.TOKEN);
        return new Source(
            api,
            "StripeEvents",
            "SELECT id FROM StripeEvents ORDER BY id",
            10,
            List.of(
                random -> api.add(moment(random)),
                random -> api.deliver(one(api.held(FROM, TO), random).id()),
                random -> api.quota(14 + random.nextInt(9))),
            () -> api.quota(1_000_000),
            HeldDocument::id,
            () -> api.held(FROM, TO));
      }
    };

    abstract Source start(Sample sample, SettableClock clock);

    String file() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static Instant moment(Random random) {
    return FROM.plusMillis(random.nextLong(Duration.between(FROM, TO).toMillis()));
  }

  private static <T> T one(List<T> documents, Random random) {
    return documents.get(random.nextInt(documents.size()));
  }

  @ParameterizedTest
  @EnumSource
  void the_table_equals_what_the_source_holds(Api kind) throws Exception {
    for (int history = 0; history < HISTORIES; history++) {
      long seed = Long.getLong("millrace.seed", new Random().nextLong());
      try {
        run(kind, new Random(seed));
      } catch (Exception | AssertionError e) {
        throw new AssertionError("with -Dmillrace.seed=" + seed, e);
      }
    }
  }

  private static void run(Api kind, Random random) throws Exception {
    SettableClock clock = new SettableClock(InstantSource.system().instant());
    Sample sample = new Sample(FROM, TO, 1 + random.nextInt(120), random.nextLong());
    Source source = kind.start(sample, clock);
    try (PublicApi api = source.api();
        HistoryImport history =
            new HistoryImport(definition(kind, source), SampleSources.SECRETS)) {
      script(source, random);
      history.run(source.type(), windows(random), () -> clock.advance(Duration.ofHours(1)));
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

  private static long number(HistoryImport history, String what) {
    return history.database().number("SELECT %s FROM millrace_attempt".formatted(what));
  }

  /** Small pages, so that much happens between them. */
  private static String definition(Api kind, Source source) throws IOException {
    return SampleSources.definition(kind.file(), source.api())
        .replaceAll("(per_page|limit): \\d+", "$1: 10")
        .replace("[apache/maven, junit-team/junit-framework]", "[apache/maven]")
        .replace("[C012AB3CD, C061EG9T2]", "[C012AB3CD]");
  }

  private static void script(Source source, Random random) {
    int events = random.nextInt(12);
    for (int i = 0; i < events; i++) {
      int after = random.nextInt(LATEST_REQUEST);
      if (random.nextInt(3) == 0) {
        Fault fault = one(List.of(Fault.values()), random);
        source.api().server().after(after, () -> source.api().server().inject(fault));
      } else {
        Consumer<Random> change = source.changes().get(random.nextInt(source.changes().size()));
        long seed = random.nextLong();
        source.api().server().after(after, () -> change.accept(new Random(seed)));
      }
    }
  }

  /** Asks until nothing of the script is left, so that the last import is a quiet one. */
  private static void drainScript(Source source) throws IOException, InterruptedException {
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
    long from = FROM.getEpochSecond();
    long to = TO.getEpochSecond();
    while (from < to) {
      long end = windows.size() == 3 ? to : Math.min(to, from + 1 + random.nextLong(to - from));
      windows.add(new Window(from, end));
      from = end;
    }
    return windows;
  }
}
