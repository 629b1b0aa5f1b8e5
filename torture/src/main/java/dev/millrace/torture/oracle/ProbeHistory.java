package dev.millrace.torture.oracle;

import dev.millrace.torture.jdbc.Tables;
import dev.millrace.torture.jdbc.Tables.Row;
import dev.millrace.torture.source.Kind;
import dev.millrace.torture.source.Served;
import dev.millrace.torture.source.World;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every write of a probe, in the order of the commits, as triggers record it in the transaction
 * that writes. So it shows which answer of the source each attempt wrote, and whether an older
 * answer ever replaced a newer one.
 */
public final class ProbeHistory {

  private static final String CREATE =
      """
      CREATE TABLE torture_probe (
        n BIGINT PRIMARY KEY AUTO_INCREMENT, type VARCHAR(64) NOT NULL, id VARCHAR(64) NOT NULL,
        answer BIGINT NOT NULL, attempt BIGINT NOT NULL, KEY of_probe (type, id, n))
      ENGINE = InnoDB\
      """;

  private static final String TRIGGER =
      """
      CREATE TRIGGER torture_%s_%s AFTER %3$s ON %1$s FOR EACH ROW
      IF NEW.name = 'probe' THEN
        INSERT INTO torture_probe (type, id, answer, attempt)
        VALUES (%2$s, NEW.id, NEW.amount, NEW.written_by);
      END IF\
      """;

  private final Map<String, List<Row>> writes;
  private final Map<Long, Long> answers = new HashMap<>();

  private ProbeHistory(List<Row> rows) {
    writes =
        rows.stream()
            .collect(Collectors.groupingBy(row -> row.text("type") + " " + row.text("id")));
    rows.forEach(row -> answers.put(row.number("attempt"), row.number("answer")));
  }

  /** Creates the triggers; the types must be applied. */
  public static void record(Tables tables) throws SQLException {
    tables.change(CREATE);
    for (String table : Arrays.stream(Kind.values()).map(Kind::table).distinct().toList()) {
      String type = table.equals("Twins") ? "NEW.document_type" : "'" + table + "'";
      for (String event : List.of("INSERT", "UPDATE")) {
        tables.change(
            TRIGGER.replace("torture_%s_%s", "torture_%1$s_%3$s").formatted(table, type, event));
      }
    }
  }

  static ProbeHistory read(Tables tables) throws SQLException {
    return new ProbeHistory(tables.list("SELECT * FROM torture_probe ORDER BY n"));
  }

  /** The number of the answer that an attempt wrote; null where it spans no cell. */
  @Nullable Long answer(long attempt) {
    return answers.get(attempt);
  }

  /** Older answers that replaced newer ones, and answers that no attempt may have written. */
  List<Violation> violations(World world) {
    List<Violation> violations = new ArrayList<>();
    for (List<Row> ofProbe : writes.values()) {
      long newest = 0;
      for (Row write : ofProbe) {
        long answer = write.number("answer");
        long second = second(write.text("id"));
        Served served = world.served(answer);
        if (served == null || !served.kind().type().equals(write.text("type"))) {
          violations.add(
              violation(
                  "answer %d was never given for this type".formatted(answer), write, second));
        } else if (answer < newest) {
          violations.add(
              violation(
                  "answer %d of the source replaced the newer answer %d".formatted(answer, newest),
                  write,
                  second));
        }
        newest = Math.max(newest, answer);
      }
    }
    return violations;
  }

  static long second(String probe) {
    String digits = probe.substring(World.PROBE.length());
    int row = digits.indexOf('#');
    return Long.parseLong(row < 0 ? digits : digits.substring(0, row));
  }

  private Violation violation(String what, Row write, long second) {
    List<String> lines =
        writes.getOrDefault(write.text("type") + " " + write.text("id"), List.of()).stream()
            .map(
                row ->
                    "attempt %s wrote answer %s".formatted(row.text("attempt"), row.text("answer")))
            .toList();
    return new Violation("I1", what, write.text("type"), second, lines);
  }
}
