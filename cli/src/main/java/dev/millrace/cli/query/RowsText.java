package dev.millrace.cli.query;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.operator.query.Rows;
import dev.millrace.text.Printable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as a table, as one value per line, and as JSON. */
public final class RowsText {

  private static final int WIDEST_CELL = 60;

  private RowsText() {}

  /** A line per row; long values are cut. */
  public static String table(Rows rows) {
    int[] widths = new int[rows.columns().size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = rows.columns().get(i).length();
      for (List<@Nullable Object> row : rows.rows()) {
        widths[i] = Math.max(widths[i], cut(row.get(i)).length());
      }
    }
    StringBuilder text = new StringBuilder();
    line(text, rows.columns(), widths);
    rows.rows().forEach(row -> line(text, row, widths));
    return text.append(more(rows)).toString();
  }

  private static void line(StringBuilder text, List<? extends @Nullable Object> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cut(row.get(i));
      line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static String cut(@Nullable Object value) {
    String text = text(value);
    return text.length() <= WIDEST_CELL ? text : text.substring(0, WIDEST_CELL - 1) + "…";
  }

  /** A line per value, and a blank line between rows. */
  static String vertical(Rows rows) {
    int width = rows.columns().stream().mapToInt(String::length).reduce(0, Math::max);
    StringBuilder text = new StringBuilder();
    for (List<@Nullable Object> row : rows.rows()) {
      text.append(text.isEmpty() ? "" : "\n");
      for (int i = 0; i < row.size(); i++) {
        String column = rows.columns().get(i);
        text.append(column)
            .append(" ".repeat(width + 2 - column.length()))
            .append(text(row.get(i)))
            .append('\n');
      }
    }
    return text.append(more(rows)).toString();
  }

  private static String more(Rows rows) {
    if (rows.rows().isEmpty()) {
      return "no rows\n";
    }
    return rows.more() ? "… and more; see --max\n" : "";
  }

  private static String text(@Nullable Object value) {
    return value == null ? "NULL" : Printable.of(value.toString());
  }

  /** One object on one line. */
  static String json(Rows rows) {
    ObjectNode node = new JsonMapper().createObjectNode();
    ArrayNode list = node.putArray("rows");
    for (List<@Nullable Object> row : rows.rows()) {
      ObjectNode object = list.addObject();
      for (int i = 0; i < row.size(); i++) {
        object.putPOJO(rows.columns().get(i), row.get(i));
      }
    }
    return node.put("more", rows.more()) + "\n";
  }
}
