package dev.millrace.bucket;

import dev.millrace.database.Packet;
import dev.millrace.database.Sql;
import dev.millrace.time.Bucket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The stale buckets. Rows are only added, and deleted by number. */
public final class StaleBuckets {

  private static final String MARK =
      "INSERT INTO millrace_stale_bucket (type, bucket, marked_at) VALUES ";

  private StaleBuckets() {}

  /** Marks buckets, in a packet of the transaction that changes their events. */
  public static void mark(Packet packet, String type, Collection<Bucket> buckets) {
    if (buckets.isEmpty()) {
      return;
    }
    List<Object> parameters = new ArrayList<>();
    for (Bucket bucket : buckets) {
      parameters.add(type);
      parameters.add(bucket.start());
    }
    packet.update(MARK + Sql.repeat("(?, ?, NOW(3))", buckets.size()), parameters);
  }
}
