package dev.millrace.cli.rejected;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.database.Database;
import dev.millrace.rejected.KeptDocuments;
import dev.millrace.rejected.KeptDocuments.Group;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Groups the rejected documents. */
@Command(
    name = "list",
    description = "Counts rejected documents by type and reason.",
    mixinStandardHelpOptions = true)
final class RejectedListCommand implements Callable<Integer> {

  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, String> environment;

  @Mixin private final SelectionOptions selection = new SelectionOptions();
  @Mixin private final RejectedOptions options = new RejectedOptions();

  RejectedListCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    int max = selection.max();
    try (Database database = Pipeline.database(environment)) {
      List<Group> groups =
          new KeptDocuments(database).groups(options.of(selection)).stream().limit(max).toList();
      selection.print(() -> json(groups), () -> text(groups));
      selection.warnIfLimited(groups.size() == max);
      return ExitCode.OK;
    }
  }

  private static String json(List<Group> groups) {
    ObjectNode node = JSON.createObjectNode();
    ArrayNode array = node.putArray("groups");
    for (Group group : groups) {
      array
          .addObject()
          .put("type", group.type())
          .put("reason", group.reason())
          .put("documents", group.documents())
          .put("oldest", group.oldest().toString())
          .put("newest", group.newest().toString());
    }
    return node + "\n";
  }

  private static String text(List<Group> groups) {
    if (groups.isEmpty()) {
      return "no rejected documents\n";
    }
    int type = groups.stream().mapToInt(group -> group.type().length()).reduce(4, Math::max);
    int reason = groups.stream().mapToInt(group -> group.reason().length()).reduce(6, Math::max);
    String row = "%-" + type + "s  %-" + reason + "s  %9s  %-20s  %s\n";
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(Locale.ROOT, row, "type", "reason", "documents", "first seen", "last seen"));
    for (Group group : groups) {
      text.append(
          String.format(
              Locale.ROOT,
              row,
              group.type(),
              group.reason(),
              group.documents(),
              group.oldest().truncatedTo(ChronoUnit.SECONDS),
              group.newest().truncatedTo(ChronoUnit.SECONDS)));
    }
    return text.toString();
  }
}
