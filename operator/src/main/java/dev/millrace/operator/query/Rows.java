package dev.millrace.operator.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query.
 *
 * @param columns their labels
 * @param rows numbers, booleans and texts; null for NULL
 * @param more whether there are further rows
 */
public record Rows(List<String> columns, List<List<@Nullable Object>> rows, boolean more) {

  public Rows {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }
}
