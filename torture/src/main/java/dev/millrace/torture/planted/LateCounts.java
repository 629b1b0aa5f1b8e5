package dev.millrace.torture.planted;

import dev.millrace.bucket.EventCounts;
import dev.millrace.database.Packet;
import dev.millrace.time.Bucket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.SortedMap;
import java.util.TreeMap;

/** Changes counts in a transaction of their own. Called by changed classes. */
public final class LateCounts {

  private LateCounts() {}

  public static void change(Packet packet, String type, SortedMap<Bucket, Long> changes) {
    SortedMap<Bucket, Long> copy = new TreeMap<>(changes);
    Thread.ofVirtual().start(() -> later(type, copy));
  }

  private static void later(String type, SortedMap<Bucket, Long> changes) {
    String url = System.getenv("MILLRACE_DB_URL") + "&allowMultiQueries=true";
    try (Connection connection =
        DriverManager.getConnection(
            url, System.getenv("MILLRACE_DB_USER"), System.getenv("MILLRACE_DB_PASSWORD"))) {
      Packet.send(connection, packet -> EventCounts.change(packet, type, changes));
    } catch (SQLException _) {
      // the fault: nobody notices
    }
  }
}
