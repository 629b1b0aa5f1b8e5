package dev.millrace.bus;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.time.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names the tables that changed, so that other systems read them only when needed. */
public record TablesUpdated(List<Update> updates) {

  static final String DETAIL_TYPE = "TablesUpdated";

  public TablesUpdated {
    updates = List.copyOf(updates);
  }

  /**
   * The change of one table.
   *
   * @param table in which it has
   * @param run that imported it; null for counts, which belong to no run
   * @param window an upper bound of the changed time: by the source's own time for documents, in
   *     buckets for counts
   * @param rows inserted and updated documents, or buckets counted
   */
  public record Update(String table, String type, @Nullable Long run, Window window, long rows) {}

  public BusEvent event() {
    ObjectNode detail = new JsonMapper().createObjectNode().put("version", 1);
    ArrayNode tables = detail.putArray("tables");
    for (Update update : updates) {
      ObjectNode node = tables.addObject().put("table", update.table()).put("type", update.type());
      if (update.run() != null) {
        node.put("run", update.run());
      }
      node.put("from", update.window().from())
          .put("to", update.window().to())
          .put("rows", update.rows());
    }
    return new BusEvent(DETAIL_TYPE, detail.toString());
  }
}
