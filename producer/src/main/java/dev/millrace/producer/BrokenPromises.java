package dev.millrace.producer;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bus.BusEvent;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.plan.Freshness;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reports each promise that breaks or is kept again, once, and notes that in the same transaction.
 * A promise that is withdrawn while it is broken is reported as restored. Thread-safe.
 */
final class BrokenPromises {

  static final String BROKEN = "FreshnessBroken";

  static final String RESTORED = "FreshnessRestored";

  /** Another sweep that holds it compares the same types. */
  private static final String LOCK =
      "SELECT name FROM millrace_lock WHERE name = 'promises' FOR UPDATE SKIP LOCKED";

  private static final String NOTED = "SELECT type, since FROM millrace_broken_promise";

  private static final String NOTE =
      "INSERT INTO millrace_broken_promise (type, since) VALUES (?, ?)";

  private static final String FORGET = "DELETE FROM millrace_broken_promise WHERE type = ?";

  private final Database database;

  BrokenPromises(Database database) {
    this.database = database;
  }

  /**
   * Reports the changes since the last call. When the teller fails, the next call repeats it; a
   * crash after it repeats it too.
   *
   * @return how many
   */
  int tell(Consumer<List<BusEvent>> teller) {
    return database.transact(
        connection -> {
          if (Sql.list(connection, LOCK, row -> row.getString(1)).isEmpty()) {
            return 0;
          }
          List<BusEvent> events = changes(connection);
          if (!events.isEmpty()) {
            teller.accept(events);
          }
          return events.size();
        });
  }

  private static List<BusEvent> changes(Connection connection) throws SQLException {
    Map<String, Long> noted = new HashMap<>();
    Sql.list(connection, NOTED, row -> Map.entry(row.getString(1), row.getLong(2)))
        .forEach(each -> noted.put(each.getKey(), each.getValue()));
    Instant now = Database.now(connection);
    List<BusEvent> events = new ArrayList<>();
    for (DocumentType type : Catalogue.of(StoredTypes.readable(connection)).scheduled()) {
      if (type.schedule().fresh() != null) {
        Freshness freshness = Freshness.read(connection, type, now);
        Long since = noted.remove(type.name());
        if (freshness.broken() && since == null) {
          long from = freshness.brokenSince(now.getEpochSecond());
          Sql.update(connection, NOTE, type.name(), from);
          events.add(event(BROKEN, type.name(), from, freshness));
        } else if (!freshness.broken() && since != null) {
          Sql.update(connection, FORGET, type.name());
          events.add(event(RESTORED, type.name(), since, freshness));
        }
      }
    }
    for (Map.Entry<String, Long> withdrawn : noted.entrySet()) {
      Sql.update(connection, FORGET, withdrawn.getKey());
      events.add(event(RESTORED, withdrawn.getKey(), withdrawn.getValue(), null));
    }
    return events;
  }

  /**
   * The event of one change.
   *
   * @param since the unix second from which on the promise was broken
   * @param freshness null when the promise is withdrawn
   */
  static BusEvent event(String detailType, String type, long since, @Nullable Freshness freshness) {
    ObjectNode detail =
        new JsonMapper().createObjectNode().put("version", 1).put("type", type).put("since", since);
    if (freshness != null) {
      freshness.promise().ifPresent(seconds -> detail.put("fresh_seconds", seconds));
      detail.put("behind_seconds", freshness.behind());
    }
    return new BusEvent(detailType, detail.toString());
  }
}
