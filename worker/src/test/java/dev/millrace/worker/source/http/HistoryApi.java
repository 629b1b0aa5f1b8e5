package dev.millrace.worker.source.http;

import dev.millrace.local.apis.EarthquakeApi;
import dev.millrace.local.apis.GithubApi;
import dev.millrace.local.apis.HeldDocument;
import dev.millrace.local.apis.PublicApi;
import dev.millrace.local.apis.Sample;
import dev.millrace.local.apis.SlackApi;
import dev.millrace.local.apis.SlackApi.Refusal;
import dev.millrace.local.apis.StripeApi;
import dev.millrace.local.time.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The stand-ins of four APIs, and what may happen to each while it is imported. */
enum HistoryApi {
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
              random -> api.quota(4 + random.nextInt(9))),
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
          5, // of the ten that are asked for, while pages are short
          List.of(
              random -> api.post("C012AB3CD", moment(random)),
              random ->
                  api.edit(
                      "C012AB3CD",
                      one(api.held("C012AB3CD", FROM, TO), random).id(),
                      "edited " + random.nextInt(100)),
              random -> api.shortPages(random.nextBoolean()),
              random -> api.quota(4 + random.nextInt(20), one(List.of(Refusal.values()), random))),
          () -> api.quota(1_000_000, Refusal.SECONDS),
          document ->
              "C012AB3CD#%s %s".formatted(document.id(), document.content().path("text").asText()),
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
              random -> api.quota(4 + random.nextInt(9))),
          () -> api.quota(1_000_000),
          HeldDocument::id,
          () -> api.held(FROM, TO));
    }
  };

  abstract Source start(Sample sample, SettableClock clock);

  String file() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Near the database's clock, which the rules for old and new windows compare with. */
  @SuppressWarnings("TimeInStaticInitializer")
  static final Instant TO =
      InstantSource.system().instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));

  static final Instant FROM = TO.minus(Duration.ofHours(2));

  private static final int CEILING = 40;

  /**
   * A stand-in and what may happen to it. A quota may be smaller than the pages of a window: its
   * slice is then split. It is at least what a window of one page needs.
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

  private static Instant moment(Random random) {
    return FROM.plusMillis(random.nextLong(Duration.between(FROM, TO).toMillis()));
  }

  static <T> T one(List<T> documents, Random random) {
    return documents.get(random.nextInt(documents.size()));
  }
}
