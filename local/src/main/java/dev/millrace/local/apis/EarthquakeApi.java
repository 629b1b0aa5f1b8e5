package dev.millrace.local.apis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The earthquake catalogue of the USGS (FDSN event service, {@code /fdsnws/event/1/}), in GeoJSON.
 * Both bounds are inclusive and have milliseconds. A query that matches more than the limit is
 * answered by status 400 and not cut, unless it sets {@code limit} itself. {@code /count} says how
 * many match. Without {@code format=geojson} the answer is XML. Events are revised for days, and
 * some arrive late; their timestamps stay. Thread-safe.
 */
public final class EarthquakeApi implements PublicApi {
  private static final String PATH = "/fdsnws/event/1/";
  private static final int LIMIT = 20_000;
  private static final Set<String> PARAMETERS =
      Set.of("format", "starttime", "endtime", "limit", "offset", "orderby");

  private final InstantSource clock;
  private final int limit;
  private final History history = new History();
  private final Random random;
  private final ApiServer server;
  private volatile int miscount;

  private EarthquakeApi(Sample sample, int port, InstantSource clock, int limit) {
    this.clock = clock;
    this.limit = limit;
    random = sample.random(1);
    sample.timestamps(ChronoUnit.MILLIS, 0).forEach(this::add);
    server = ApiServer.start(port, this::answer);
  }

  /** On a free port, with the limit of the real API. */
  public static EarthquakeApi start(Sample sample, InstantSource clock) {
    return start(sample, 0, clock, LIMIT);
  }

  /**
   * On the given port; 0 means a free one.
   *
   * @param limit events of one answer; the real API has 20,000
   */
  public static EarthquakeApi start(Sample sample, int port, InstantSource clock, int limit) {
    return new EarthquakeApi(sample, port, clock, limit);
  }

  /** Adds an event of any time, to the millisecond, such as one that was found late. */
  public synchronized HeldDocument add(Instant time) {
    Instant millis = time.truncatedTo(ChronoUnit.MILLIS);
    return history.add(Earthquakes.event(millis, millis.plus(Duration.ofMinutes(20)), random));
  }

  /** Changes the magnitude of an event, its {@code updated} and its status, not its time. */
  public HeldDocument revise(String id, double magnitude) {
    long now = clock.millis();
    return history.change(id, event -> Earthquakes.revise(event, magnitude, now));
  }

  /** Makes {@code /count} say so many more than there are, until it is set to 0. */
  public void miscount(int more) {
    miscount = more;
  }

  /** The events of {@code [from, to)}, in ascending order. */
  public List<HeldDocument> held(Instant from, Instant to) {
    return history.between(from, to);
  }

  private Answer answer(Request request) {
    boolean count = request.path().equals(PATH + "count");
    if (!count && !request.path().equals(PATH + "query")) {
      return Answer.text(404, "text/plain", "Error 404: Not Found");
    }
    for (String name : request.parameters().keySet()) {
      if (!PARAMETERS.contains(name)) {
        return bad(request, "Unknown parameter \"" + name + "\".");
      }
    }
    try {
      List<HeldDocument> matching = matching(request);
      return count ? count(request, matching.size()) : query(request, matching);
    } catch (DateTimeException | NumberFormatException e) {
      return bad(request, "Bad value: " + e.getMessage());
    }
  }

  private List<HeldDocument> matching(Request request) {
    Instant now = clock.instant();
    Instant start = moment(request.parameter("starttime"), now.minus(Duration.ofDays(30)));
    Instant end = moment(request.parameter("endtime"), now);
    List<HeldDocument> ascending = history.between(start, end.plusMillis(1));
    return request.parameter("orderby", "time").equals("time-asc")
        ? ascending
        : ascending.reversed();
  }

  private static Instant moment(@Nullable String text, Instant otherwise) {
    if (text == null) {
      return otherwise;
    }
    if (!text.contains("T")) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    Instant moment =
        text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
            ? OffsetDateTime.parse(text).toInstant()
            : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    return moment.truncatedTo(ChronoUnit.MILLIS);
  }

  private Answer count(Request request, int matching) {
    return request.parameter("format", "text").equals("geojson")
        ? Answer.json(
            200, Answer.object().put("count", matching + miscount).put("maxAllowed", limit))
        : Answer.text(200, "text/plain", Integer.toString(matching + miscount));
  }

  private Answer query(Request request, List<HeldDocument> matching) {
    String given = request.parameter("limit");
    int most = given == null ? limit : Integer.parseInt(given);
    int offset = Integer.parseInt(request.parameter("offset", "1"));
    if (most < 1 || most > limit || offset < 1) {
      return bad(request, "limit must be between 1 and %d, offset at least 1.".formatted(limit));
    }
    if (given == null && matching.size() > limit) {
      return bad(
          request,
          "%d matching events exceeds search limit of %d. Modify the search to match fewer events."
              .formatted(matching.size(), limit));
    }
    if (!request.parameter("format", "quakeml").equals("geojson")) {
      return Answer.text(200, "application/xml", Earthquakes.xml(matching));
    }
    List<HeldDocument> page = matching.stream().skip(offset - 1L).limit(most).toList();
    ObjectNode body = Answer.object().put("type", "FeatureCollection");
    body.putObject("metadata")
        .put("generated", clock.millis())
        .put("url", realUrl() + request.uri())
        .put("title", "USGS Earthquakes")
        .put("status", 200)
        .put("api", "1.14.1")
        .put("count", page.size());
    body.set("features", Answer.array(page));
    return Answer.json(200, body);
  }

  private Answer bad(Request request, String why) {
    return Answer.text(
        400,
        "text/plain",
        "Error 400: Bad Request\n\n%s\n\nRequest:\n%s\n\nRequest Submitted:\n%s\n"
            .formatted(why, request.uri(), clock.instant()));
  }

  @Override
  public ApiServer server() {
    return server;
  }

  @Override
  public String realUrl() {
    return "https://earthquake.usgs.gov";
  }
}
