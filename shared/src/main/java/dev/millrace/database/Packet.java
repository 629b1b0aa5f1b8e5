package dev.millrace.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Statements that travel to the server together and are executed there one after the other, so that
 * together they cost one round trip. For statements that need no answer of an earlier one. The
 * server stops at the first that fails. Statements are text with parameters, as in {@link Sql}.
 * Where their values together are longer than a server accepts, they travel in several. Not
 * thread-safe; sent once.
 */
public final class Packet {

  private static final String END = ";\n";

  /**
   * Maximum characters and bytes of the values that travel together, unless one statement has more:
   * servers accept 16 MB or 64 MB.
   */
  private static final long MOST = 4_000_000;

  private final List<Entry> entries = new ArrayList<>();

  /** The answer to one statement, there after {@link #send}. */
  public static final class Answer<T> {

    private @Nullable T value;

    private Answer() {}

    /**
     * The answer.
     *
     * @throws IllegalStateException when the packet was not sent
     */
    public T get() {
      if (value == null) {
        throw new IllegalStateException("the packet was not sent");
      }
      return value;
    }
  }

  @FunctionalInterface
  private interface Reader {
    void read(PreparedStatement statement) throws SQLException;
  }

  private record Entry(String sql, List<? extends @Nullable Object> parameters, Reader reader) {

    long size() {
      return parameters.stream().mapToLong(Packet::size).sum();
    }
  }

  /** Adds a statement; its answer is the number of rows that it found (not: changed). */
  public Answer<Integer> update(String sql, @Nullable Object... parameters) {
    return update(sql, Arrays.asList(parameters));
  }

  /** The same. */
  public Answer<Integer> update(String sql, List<? extends @Nullable Object> parameters) {
    Answer<Integer> answer = new Answer<>();
    entries.add(new Entry(sql, parameters, statement -> answer.value = statement.getUpdateCount()));
    return answer;
  }

  /** Adds a query; its answer is the list of its rows. */
  public <T> Answer<List<T>> list(
      String sql, Sql.RowReader<T> reader, @Nullable Object... parameters) {
    Answer<List<T>> answer = new Answer<>();
    entries.add(
        new Entry(
            sql,
            Arrays.asList(parameters),
            statement -> answer.value = rows(statement.getResultSet(), reader)));
    return answer;
  }

  private static <T> List<T> rows(ResultSet rows, Sql.RowReader<T> reader) throws SQLException {
    List<T> list = new ArrayList<>();
    while (rows.next()) {
      list.add(reader.read(rows));
    }
    return list;
  }

  /**
   * The length of a value as it counts for what travels together.
   *
   * @return characters of a text, bytes of an array; nothing for what is short
   */
  public static long size(@Nullable Object value) {
    return switch (value) {
      case String text -> text.length();
      case byte[] bytes -> bytes.length;
      case null, default -> 0;
    };
  }

  /** Sends a packet of statements whose answers are not needed. */
  public static void send(Connection connection, Consumer<Packet> statements) throws SQLException {
    Packet packet = new Packet();
    statements.accept(packet);
    packet.send(connection);
  }

  /** Runs the statements in order and reads their answers. */
  public void send(Connection connection) throws SQLException {
    for (int from = 0, to; from < entries.size(); from = to) {
      long size = entries.get(from).size();
      to = from + 1;
      while (to < entries.size() && size + entries.get(to).size() <= MOST) {
        size += entries.get(to).size();
        to++;
      }
      send(connection, entries.subList(from, to));
    }
  }

  private static void send(Connection connection, List<Entry> entries) throws SQLException {
    String sql = String.join(END, entries.stream().map(Entry::sql).toList());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int at = 1;
      for (Entry entry : entries) {
        for (Object parameter : entry.parameters()) {
          Sql.bind(statement, at++, parameter);
        }
      }
      statement.execute();
      for (int i = 0; i < entries.size(); i++) {
        if (i > 0) {
          statement.getMoreResults();
        }
        entries.get(i).reader().read(statement);
      }
    }
  }
}
