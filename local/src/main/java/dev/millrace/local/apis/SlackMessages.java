package dev.millrace.local.apis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Messages as Slack answers them, and their timestamps. */
final class SlackMessages {
  private static final List<String> TEXTS =
      List.of("Good morning!", "Deployed 🚀", "Who has the key to room 3?", "Lunch?", "Done.");

  private SlackMessages() {}

  static HeldDocument message(Instant moment, Random random) {
    ObjectNode message = Answer.object().put("type", "message");
    if (random.nextInt(15) == 0) {
      message.put("subtype", "channel_join");
    }
    String user = "U0%05d".formatted(random.nextInt(40));
    String ts = ts(moment);
    message
        .put("user", user)
        .put("text", TEXTS.get(random.nextInt(TEXTS.size())))
        .put("ts", ts)
        .put("team", "T061EG9R6");
    if (random.nextInt(6) == 0) {
      message
          .putArray("reactions")
          .addObject()
          .put("name", "tada")
          .put("count", 1 + random.nextInt(4));
    }
    return new HeldDocument(ts, moment, message);
  }

  static void edit(ObjectNode message, String text, String now) {
    message.put("text", text);
    message.putObject("edited").put("user", message.path("user").asText()).put("ts", now);
  }

  /** For instance {@code 1700000000.000100}. */
  static String ts(Instant moment) {
    return String.format(Locale.ROOT, "%d.%06d", moment.getEpochSecond(), moment.getNano() / 1_000);
  }

  /** Null when the text is no timestamp; the microseconds may be missing or shorter. */
  static @Nullable Instant moment(String ts) {
    if (!ts.matches("\\d{1,11}(\\.\\d{1,6})?")) {
      return null;
    }
    int point = ts.indexOf('.');
    long seconds = Long.parseLong(point < 0 ? ts : ts.substring(0, point));
    String fraction = point < 0 ? "" : ts.substring(point + 1);
    long micros = Long.parseLong(fraction + "0".repeat(6 - fraction.length()));
    return Instant.ofEpochSecond(seconds).plus(micros, ChronoUnit.MICROS);
  }
}
