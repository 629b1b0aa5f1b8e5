package dev.millrace.local.document;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A generated company meeting, whose code people enter to rate it. The codes repeat every day, so
 * only the span identifies the meeting.
 *
 * @param code six digits, for instance 001111
 * @param validFrom from this moment on the code means this meeting
 * @param validTo up to this moment, which is after the end
 */
public record Meeting(
    int id,
    String name,
    String code,
    Instant start,
    Instant end,
    Instant validFrom,
    Instant validTo,
    int people,
    String guild) {
  private static final int PER_DAY = 12;
  private static final String[] GUILDS = {"java", "design", "cloud", "säkerhet", "testing"};

  /** The meetings of a UTC day, by start; each day has the same number. */
  public static List<Meeting> of(LocalDate day) {
    return IntStream.range(0, PER_DAY).mapToObj(number -> of(day, number)).toList();
  }

  /** Its item in the table of event codes, in unix seconds. */
  public Map<String, Object> item() {
    return Map.of(
        "event_id", Integer.toString(id),
        "event_code", code,
        "event_name", name,
        "event_start", start.getEpochSecond(),
        "event_end", end.getEpochSecond(),
        "code_valid_from", validFrom.getEpochSecond(),
        "code_valid_to", validTo.getEpochSecond());
  }

  private static Meeting of(LocalDate day, int number) {
    Random random = new Random(day.toEpochDay() * PER_DAY + number);
    Instant start = day.atTime(6 + number, 0).toInstant(ZoneOffset.UTC);
    Instant end = start.plusSeconds(1800L + 900L * random.nextInt(3));
    return new Meeting(
        Math.toIntExact(day.toEpochDay() * PER_DAY + number),
        Words.of(random, "Guild lunch", "Retrospective 🔁", "Fagkveld: vår", "Demo hour"),
        String.format(Locale.ROOT, "%06d", 1111 * (number + 1)),
        start,
        end,
        start.minusSeconds(600),
        day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC),
        3 + random.nextInt(60),
        Words.of(random, GUILDS));
  }
}
