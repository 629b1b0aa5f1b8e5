package dev.millrace.operator.change;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The signs of all topics at one moment. Reading them costs six queries for ends of indexes and for
 * what is open, never for what is done.
 */
public record Signs(Map<Topic, String> byTopic) {

  public Signs {
    byTopic = Map.copyOf(byTopic);
  }

  /** The signs now. */
  public static Signs read(Database database) {
    return database.transact(Signs::read);
  }

  private static Signs read(Connection connection) throws SQLException {
    Map<Topic, String> signs = new EnumMap<>(Topic.class);
    for (Topic topic : Topic.values()) {
      signs.put(
          topic,
          Sql.first(connection, topic.sign(), row -> Objects.toString(row.getString(1), ""))
              .orElse(""));
    }
    return new Signs(signs);
  }

  /** The topics whose signs differ. */
  public Set<Topic> changedSince(Signs before) {
    Set<Topic> changed = EnumSet.noneOf(Topic.class);
    byTopic.forEach(
        (topic, sign) -> {
          if (!sign.equals(before.byTopic.get(topic))) {
            changed.add(topic);
          }
        });
    return changed;
  }
}
