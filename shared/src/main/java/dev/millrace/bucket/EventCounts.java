package dev.millrace.bucket;

import dev.millrace.bus.TableChanges;
import dev.millrace.database.Packet;
import dev.millrace.database.Sql;
import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Changes of counts by the transaction that writes the events. The transaction holds the rows of
 * the changed buckets until it commits, and a recount counts while it holds them. So a recount sees
 * either both, events and change, or neither, and the change is added to what it wrote.
 */
public final class EventCounts {

  private static final String ADD =
      "INSERT INTO EventCount (dt_bucket, type, actual_count, refreshed_at) VALUES ";

  private static final String TO_THE_COUNT =
      """

      ON DUPLICATE KEY UPDATE
        actual_count = actual_count + VALUES(actual_count),
        refreshed_at = VALUES(refreshed_at)""";

  private static final String MARK =
      "INSERT INTO millrace_stale_bucket (type, bucket, marked_at) VALUES ";

  private EventCounts() {}

  /** Marks buckets whose counts may be wrong, so that they are counted again. */
  public static void mark(Packet packet, String type, SortedSet<Bucket> buckets) {
    if (!buckets.isEmpty()) {
      List<Object> parameters = new ArrayList<>();
      buckets.forEach(bucket -> Collections.addAll(parameters, type, bucket.start()));
      packet.update(MARK + Sql.repeat("(?, ?, NOW(3))", buckets.size()), parameters);
    }
  }

  /**
   * Adds to the counts of buckets, as the last lock of the transaction that writes their events. A
   * bucket that is to be recounted, since its earlier events were never counted, may be negative
   * until then.
   *
   * @param changes gained (positive) or lost (negative) events by bucket; buckets beyond {@link
   *     CountedTable#ALL} are not counted
   */
  public static void change(Packet packet, String type, SortedMap<Bucket, Long> changes) {
    SortedMap<Bucket, Long> counted =
        changes
            .tailMap(new Bucket(CountedTable.ALL.from()))
            .headMap(new Bucket(CountedTable.ALL.to()));
    if (counted.isEmpty()) {
      return;
    }
    List<Object> parameters = new ArrayList<>();
    counted.forEach(
        (bucket, change) ->
            Collections.addAll(parameters, CountedTable.utc(bucket.start()), type, change));
    packet.update(ADD + Sql.repeat("(?, ?, ?, NOW(3))", counted.size()) + TO_THE_COUNT, parameters);
    Calendar.add(packet, counted.keySet());
    Window where =
        new Window(counted.firstKey().start(), counted.lastKey().start() + Bucket.SECONDS);
    TableChanges.counts(packet, type, where, counted.size());
  }
}
