package dev.millrace.rejected;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** The kept rejected documents. Thread-safe. */
public final class KeptDocuments {

  /** Documents per query, each up to the maximum size. */
  private static final int PAGE = 10;

  /** Rows per delete, which takes only a moment. */
  private static final int PIECE = 500;

  private static final String GROUPS =
      """
      SELECT type, reason, COUNT(*), MIN(first_seen), MAX(last_seen) FROM millrace_rejected
      WHERE %s GROUP BY type, reason ORDER BY type, reason"""
          .formatted(Selected.SQL);

  private static final String NEXT =
      """
      SELECT %s FROM millrace_rejected
      WHERE (type > ? OR (type = ? AND document > ?)) AND %s ORDER BY type, document LIMIT ?"""
          .formatted(KeptDocument.COLUMNS, Selected.SQL);

  private static final String COUNT =
      "SELECT COUNT(*) FROM millrace_rejected WHERE " + Selected.SQL;

  private static final String DROP =
      "DELETE FROM millrace_rejected WHERE " + Selected.SQL + " LIMIT ?";

  private static final String EXPIRE =
      "DELETE FROM millrace_rejected WHERE last_seen < NOW(3) - INTERVAL ? SECOND LIMIT ?";

  private final Database database;

  public KeptDocuments(Database database) {
    this.database = database;
  }

  /** The number of documents of a type rejected for one reason. */
  public record Group(String type, String reason, long documents, Instant oldest, Instant newest) {}

  /** By type, then reason. */
  public List<Group> groups(Selected selected) {
    return database.transact(
        connection ->
            Sql.list(
                connection,
                GROUPS,
                row ->
                    new Group(
                        row.getString(1),
                        row.getString(2),
                        row.getLong(3),
                        KeptDocument.moment(row, 4),
                        KeptDocument.moment(row, 5)),
                selected.parameters()));
  }

  /**
   * Passes on documents by type and key, with few in memory at once.
   *
   * @return how many
   */
  public int forEach(Selected selected, int most, Consumer<KeptDocument> receiver) {
    String type = "";
    byte[] key = {};
    int done = 0;
    while (done < most) {
      List<Object> parameters = new ArrayList<>(List.of(type, type, key));
      Collections.addAll(parameters, selected.parameters());
      parameters.add(Math.min(PAGE, most - done));
      List<KeptDocument> page =
          database.transact(
              connection -> Sql.list(connection, NEXT, KeptDocument::read, parameters.toArray()));
      page.forEach(receiver);
      done += page.size();
      if (page.size() < PAGE) {
        return done;
      }
      type = page.getLast().type();
      key = page.getLast().key();
    }
    return done;
  }

  public long count(Selected selected) {
    return database.transact(connection -> Sql.number(connection, COUNT, selected.parameters()));
  }

  /** Deletes documents permanently, in pieces; returns how many. */
  public int drop(Selected selected, int most) {
    return inPieces(DROP, most, selected.parameters());
  }

  /** Deletes documents last rejected longer ago than that, in pieces; returns how many. */
  public int expire(Duration age) {
    return inPieces(EXPIRE, Integer.MAX_VALUE, age.toSeconds());
  }

  private int inPieces(String sql, int most, Object... parameters) {
    int done = 0;
    while (done < most) {
      int piece = Math.min(PIECE, most - done);
      List<Object> all = new ArrayList<>(List.of(parameters));
      all.add(piece);
      int deleted = database.transact(connection -> Sql.update(connection, sql, all.toArray()));
      done += deleted;
      if (deleted < piece) {
        return done;
      }
    }
    return done;
  }
}
