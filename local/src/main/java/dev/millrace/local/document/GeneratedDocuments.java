package dev.millrace.local.document;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A day as the document API would have received it: a few thousand documents of the nine types,
 * with quiet nights and busy hours (UTC). The same day and seed give the same bytes, whichever
 * other types are asked for.
 */
public final class GeneratedDocuments {
  private static final int ONE_IN_EMPTY = 150;
  private static final Map<String, Family> FAMILIES =
      new TreeMap<>(
          Map.of(
              "GithubType", new Family(900, Rhythm.OFFICE, new GithubEvents()),
              "SlackType", new Family(1400, Rhythm.OFFICE, SlackEvents::message),
              "SlackReactionType", new Family(500, Rhythm.OFFICE, SlackEvents::reaction),
              "UBWType", new Family(120, Rhythm.NIGHTLY, OfficeEvents::hours),
              "EventType", new Family(12, Rhythm.OFFICE, OfficeEvents::meeting),
              "EventRatingType", new Family(160, Rhythm.OFFICE, OfficeEvents::eventRating),
              "DayRatingType", new Family(220, Rhythm.AFTERNOON, OfficeEvents::dayRating),
              "KnowitlabsType", new Family(6, Rhythm.OFFICE, PublicEvents::article),
              "YrType", new Family(96, Rhythm.EVEN, PublicEvents::forecast)));

  private GeneratedDocuments() {}

  /** The content of a document of one type; must only use randomness of {@code random}. */
  @FunctionalInterface
  interface Payload {
    ObjectNode data(long timestamp, Random random);
  }

  private record Family(int perDay, Rhythm rhythm, Payload payload) {}

  /** The nine generated types. */
  public static Set<String> types() {
    return new TreeSet<>(FAMILIES.keySet());
  }

  /**
   * All documents of a UTC day.
   *
   * @throws IllegalArgumentException when a type is not one of {@link #types}
   */
  public static Documents day(LocalDate day, long seed, Set<String> types) {
    return Documents.of(lines(day, seed, types));
  }

  /** The same as lines, type by type, each type in ascending order. */
  public static List<String> lines(LocalDate day, long seed, Set<String> types) {
    List<String> lines = new ArrayList<>();
    for (String type : new TreeSet<>(types)) {
      Family family = FAMILIES.get(type);
      if (family == null) {
        throw new IllegalArgumentException("no type " + type + " here, only " + types());
      }
      long midnight = day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
      Random random = new Random(31 * (31 * seed + day.toEpochDay()) + type.hashCode());
      for (long micros : family.rhythm.moments(family.perDay, random)) {
        lines.add(document(type, midnight * 1_000_000 + micros, family.payload, random));
      }
    }
    return lines;
  }

  private static String document(String type, long micros, Payload payload, Random random) {
    long timestamp = Math.floorDiv(micros, 1_000_000L);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("id", id(micros, random)).put("timestamp", timestamp).put("type", type);
    ObjectNode data = payload.data(timestamp, random);
    document.set("data", random.nextInt(ONE_IN_EMPTY) == 0 ? data.removeAll() : data);
    return document.toString();
  }

  /** 16 bytes, the microseconds first, so that ids grow with time; 24 characters of base64. */
  private static String id(long micros, Random random) {
    byte[] bytes = ByteBuffer.allocate(16).putLong(micros).putLong(random.nextLong()).array();
    return Base64.getEncoder().encodeToString(bytes);
  }
}
