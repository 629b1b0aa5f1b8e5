package dev.millrace.operator.operation;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.operation.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes by operators as JSON. */
public final class OperationJson {

  private OperationJson() {}

  /** One object on one line. */
  public static String of(List<Operation> operations) {
    ObjectNode node = new JsonMapper().createObjectNode();
    ArrayNode all = node.putArray("operations");
    operations.forEach(operation -> put(all.addObject(), operation));
    return node + "\n";
  }

  /** The fields of one. */
  public static void put(ObjectNode node, Operation operation) {
    node.put("at", operation.at().toString())
        .put("operator", operation.operator().name())
        .put("command", operation.command())
        .put("target", operation.target());
    @Nullable Long affected = operation.affected();
    if (affected != null) {
      node.put("affected", affected);
    }
    String because = operation.operator().because();
    if (because != null) {
      node.put("because", because);
    }
  }
}
