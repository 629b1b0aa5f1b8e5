package dev.millrace.local.apis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Public events of GitHub as gharchive.org keeps them: one compressed file for each hour in UTC, an
 * event a line, at {@code /2024-05-31-7.json.gz} (the hour without a zero in front). A file is
 * there some minutes after its hour; before that, and for a file that was lost, the answer is 404.
 * Files are written in two parts, each compressed by itself. Thread-safe.
 */
public final class ArchiveApi implements PublicApi {
  private static final Pattern FILE =
      Pattern.compile("/(\\d{4})-(\\d\\d)-(\\d\\d)-(0|[1-9]|1\\d|2[0-3])\\.json\\.gz");

  private final InstantSource clock;
  private final Duration delay;
  private final History history = new History();
  private final Set<Instant> lost = ConcurrentHashMap.newKeySet();
  private final Random random;
  private final ApiServer server;
  private int added;

  private ArchiveApi(Sample sample, int port, InstantSource clock, Duration delay) {
    this.clock = clock;
    this.delay = delay;
    random = sample.random(1);
    sample.timestamps(ChronoUnit.SECONDS, 0).forEach(this::add);
    server = ApiServer.start(port, this::answer);
  }

  /**
   * On the given port; 0 means a free one.
   *
   * @param delay between the end of an hour and its file
   */
  public static ArchiveApi start(Sample sample, int port, InstantSource clock, Duration delay) {
    return new ArchiveApi(sample, port, clock, delay);
  }

  /** Adds an event to the file of its hour, which is published again. */
  public synchronized HeldDocument add(Instant second) {
    return history.add(
        ArchiveEvents.event(added++, second.truncatedTo(ChronoUnit.SECONDS), random));
  }

  /** The file of this hour is gone: 404. */
  public void lose(Instant hour) {
    lost.add(hour.truncatedTo(ChronoUnit.HOURS));
  }

  /** The file of this hour is there again. */
  public void find(Instant hour) {
    lost.remove(hour.truncatedTo(ChronoUnit.HOURS));
  }

  /** The events of {@code [from, to)} in ascending order, published or not. */
  public List<HeldDocument> held(Instant from, Instant to) {
    return history.between(from, to);
  }

  private Answer answer(Request request) {
    Matcher file = FILE.matcher(request.path());
    if (!file.matches()) {
      return missing();
    }
    Instant hour =
        LocalDateTime.of(number(file, 1), number(file, 2), number(file, 3), number(file, 4), 0)
            .toInstant(ZoneOffset.UTC);
    Instant end = hour.plus(1, ChronoUnit.HOURS);
    if (clock.instant().isBefore(end.plus(delay)) || lost.contains(hour)) {
      return missing();
    }
    StringBuilder lines = new StringBuilder();
    held(hour, end).forEach(event -> lines.append(event.content()).append('\n'));
    return Answer.file(lines.toString());
  }

  private static int number(Matcher file, int group) {
    return Integer.parseInt(file.group(group));
  }

  private static Answer missing() {
    return Answer.text(
        404,
        "application/xml",
        "<?xml version='1.0' encoding='UTF-8'?><Error><Code>NoSuchKey</Code>"
            + "<Message>The specified key does not exist.</Message></Error>");
  }

  @Override
  public ApiServer server() {
    return server;
  }

  @Override
  public String realUrl() {
    return "https://data.gharchive.org";
  }
}
