package dev.millrace.local.document;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Random;

/** The documents of an office: hours worked, meetings, and their ratings. */
final class OfficeEvents {
  private OfficeEvents() {}

  static ObjectNode hours(long timestamp, Random random) {
    LocalDate week = date(timestamp).minusWeeks(random.nextInt(5));
    int year = week.get(IsoFields.WEEK_BASED_YEAR);
    int number = week.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    return object()
        .put("tab", "B")
        .put("reg_period", Integer.toString(100 * year + number))
        .put("used_hrs", random.nextInt(60) + "." + 25 * random.nextInt(4))
        .put("dim_value", Words.of(random, "Java", "Design", "Cloud"));
  }

  static ObjectNode meeting(long timestamp, Random random) {
    Meeting meeting = meetingOf(timestamp, random);
    return object()
        .put("event_id", meeting.id())
        .put("event_name", meeting.name())
        .put("event_start", oslo(meeting.start()))
        .put("event_end", oslo(meeting.end()))
        .put("number_of_people", meeting.people())
        .put("guild", meeting.guild());
  }

  /** One in ten has a code that no meeting has. */
  static ObjectNode eventRating(long timestamp, Random random) {
    String code = random.nextInt(10) == 0 ? "999999" : meetingOf(timestamp, random).code();
    return object().put("button", button(random)).put("event_code", code);
  }

  static ObjectNode dayRating(long timestamp, Random random) {
    return object().put("button", button(random)).put("device", "hall-" + timestamp % 3);
  }

  /** One whose code is valid at that moment; at night the first one of the day. */
  private static Meeting meetingOf(long timestamp, Random random) {
    Instant moment = Instant.ofEpochSecond(timestamp);
    List<Meeting> meetings = Meeting.of(date(timestamp));
    List<Meeting> valid =
        meetings.stream().filter(each -> each.validFrom().isBefore(moment)).toList();
    return valid.isEmpty() ? meetings.getFirst() : valid.get(random.nextInt(valid.size()));
  }

  private static LocalDate date(long timestamp) {
    return LocalDate.ofInstant(Instant.ofEpochSecond(timestamp), ZoneOffset.UTC);
  }

  private static String oslo(Instant moment) {
    return OffsetDateTime.ofInstant(moment, ZoneOffset.ofHours(1)).toString();
  }

  private static int button(Random random) {
    return 1 - random.nextInt(1 + random.nextInt(3));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
