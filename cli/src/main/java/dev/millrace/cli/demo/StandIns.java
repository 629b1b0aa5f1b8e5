package dev.millrace.cli.demo;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.local.apis.ArchiveApi;
import dev.millrace.local.apis.EarthquakeApi;
import dev.millrace.local.apis.GithubApi;
import dev.millrace.local.apis.HeldDocument;
import dev.millrace.local.apis.PublicApi;
import dev.millrace.local.apis.Sample;
import dev.millrace.local.apis.SlackApi;
import dev.millrace.local.apis.StripeApi;
import dev.millrace.time.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stand-ins of public APIs with four weeks of documents, and the definitions of {@code
 * samples/sources} for them. Not thread-safe.
 */
final class StandIns implements AutoCloseable {

  static final List<String> NAMES = List.of("earthquakes", "github", "slack", "stripe", "archive");

  private static final String TOKEN = "token-of-the-demo";
  private static final List<String> REPOSITORIES =
      List.of("apache/maven", "junit-team/junit-framework");
  private static final List<String> CHANNELS = List.of("C012AB3CD", "C061EG9T2");
  private static final Duration SPAN = Duration.ofDays(28);

  /** Fewer than an eventful day has, so that its slice is split. */
  private static final int EARTHQUAKE_LIMIT = 200;

  /** Fewer than workers ask for, so that they are told to wait. */
  private static final int STRIPE_REQUESTS_A_SECOND = 40;

  private static final int REVISED = 25;

  private final Window window;
  private final Map<String, PublicApi> apis = new LinkedHashMap<>();

  private StandIns(Window window) {
    this.window = window;
  }

  /**
   * Starts stand-ins on free ports.
   *
   * @param names at least one of {@link #NAMES}
   */
  static StandIns start(List<String> names, InstantSource clock) {
    Instant to = clock.instant().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);
    StandIns standIns =
        new StandIns(new Window(to.minus(SPAN).getEpochSecond(), to.getEpochSecond()));
    names.forEach(name -> standIns.apis.put(name, standIns.start(name, clock)));
    return standIns;
  }

  private PublicApi start(String name, InstantSource clock) {
    return switch (name) {
      case "earthquakes" -> EarthquakeApi.start(sample(6_000, 1), 0, clock, EARTHQUAKE_LIMIT);
      case "github" -> GithubApi.start(sample(3_500, 2), 0, clock, REPOSITORIES, TOKEN);
      case "slack" -> {
        SlackApi slack = SlackApi.start(sample(6_000, 3), 0, clock, CHANNELS, TOKEN);
        slack.shortPages(true);
        yield slack;
      }
      case "stripe" -> {
        StripeApi stripe = StripeApi.start(sample(5_000, 4), 0, clock, TOKEN);
        stripe.quota(STRIPE_REQUESTS_A_SECOND);
        yield stripe;
      }
      case "archive" -> ArchiveApi.start(sample(6_000, 5), 0, clock, Duration.ofMinutes(10));
      default -> throw new IllegalArgumentException("no stand-in is called " + name);
    };
  }

  private Sample sample(int documents, long seed) {
    return new Sample(
        Instant.ofEpochSecond(window.from()), Instant.ofEpochSecond(window.to()), documents, seed);
  }

  /** The span of the documents. */
  Window window() {
    return window;
  }

  /** The environment variables that the definitions name. */
  Map<String, String> secrets() {
    return Map.of("GITHUB_TOKEN", TOKEN, "SLACK_TOKEN", TOKEN, "STRIPE_KEY", TOKEN);
  }

  /** The definitions of a folder, asked of the stand-ins a day at a time and at full speed. */
  Catalogue catalogue(Path folder) throws IOException {
    List<CountedType> types = new ArrayList<>();
    for (Map.Entry<String, PublicApi> entry : apis.entrySet()) {
      Path file = folder.resolve(entry.getKey() + ".yaml");
      String yaml =
          Files.readString(file)
                  .replace(entry.getValue().realUrl(), entry.getValue().server().url())
                  .replaceAll("(?m)^  rate: .*\n", "")
              + "slice_width: 1d\n";
      types.addAll(DefinitionParser.parseAll(yaml, file.toString()));
    }
    return Catalogue.of(types);
  }

  /** How many documents each source holds of the window now. */
  long held(DocumentType type) {
    Instant from = Instant.ofEpochSecond(window.from());
    Instant to = Instant.ofEpochSecond(window.to());
    String name = type.name();
    String value = name.substring(name.indexOf('@') + 1);
    for (PublicApi api : apis.values()) {
      List<HeldDocument> held =
          switch (api) {
            case EarthquakeApi earthquakes when name.equals("Earthquakes") ->
                earthquakes.held(from, to);
            case GithubApi github when name.startsWith("GithubCommits@") ->
                github.held(value, from, to);
            case SlackApi slack when name.startsWith("SlackHistory@") ->
                slack.held(value, from, to);
            case ArchiveApi archive when name.equals("ArchivedEvents") -> archive.held(from, to);
            case StripeApi stripe when name.equals("StripeEvents") -> stripe.held(from, to);
            default -> List.of();
          };
      if (!held.isEmpty()) {
        return held.size();
      }
    }
    return 0;
  }

  /** The number of requests that all of them have answered. */
  int requests() {
    return apis.values().stream().mapToInt(api -> api.server().requests()).sum();
  }

  /** Changes some documents and adds some of the past, as the real APIs do. */
  void revise() {
    Instant from = Instant.ofEpochSecond(window.from());
    Instant to = Instant.ofEpochSecond(window.to());
    for (PublicApi api : apis.values()) {
      for (int i = 0; i < REVISED; i++) {
        Instant late =
            from.plus(SPAN.dividedBy(REVISED).multipliedBy(i)).plusNanos(7_000L * (i + 1));
        switch (api) {
          case ArchiveApi archive -> archive.add(late);
          case EarthquakeApi earthquakes -> {
            earthquakes.add(late);
            earthquakes.revise(earthquakes.held(from, to).get(50 * i).id(), 1 + i / 10.0);
          }
          case GithubApi github -> REPOSITORIES.forEach(name -> github.push(name, late));
          case SlackApi slack ->
              slack.edit(
                  CHANNELS.getFirst(),
                  slack.held(CHANNELS.getFirst(), from, to).get(50 * i).id(),
                  "edited " + i);
          case StripeApi stripe -> stripe.deliver(stripe.held(from, to).get(50 * i).id());
        }
      }
    }
  }

  /** The checks fetch everything at once. */
  void liftQuotas() {
    if (apis.get("stripe") instanceof StripeApi stripe) {
      stripe.quota(Integer.MAX_VALUE);
    }
  }

  @Override
  public void close() {
    apis.values().forEach(PublicApi::close);
  }
}
