package dev.millrace.cli.rejected;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.database.Database;
import dev.millrace.rejected.KeptDocument;
import dev.millrace.rejected.KeptDocuments;
import dev.millrace.rejected.Selected;
import dev.millrace.text.Printable;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Prints rejected documents in full, one at a time, so that memory use stays small. */
@Command(
    name = "show",
    description = "Prints rejected documents with all details.",
    mixinStandardHelpOptions = true)
final class RejectedShowCommand implements Callable<Integer> {

  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, String> environment;

  @Mixin private final SelectionOptions selection = new SelectionOptions();
  @Mixin private final RejectedOptions options = new RejectedOptions();

  RejectedShowCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    int max = selection.max();
    try (Database database = Pipeline.database(environment)) {
      int shown = show(new KeptDocuments(database), max, selection.out());
      selection.warnIfLimited(shown == max);
      return ExitCode.OK;
    }
  }

  private int show(KeptDocuments documents, int max, PrintWriter out) {
    Selected wanted = options.of(selection);
    int shown;
    if (selection.json()) {
      out.print("{\"documents\":[");
      String[] separator = {""};
      shown =
          documents.forEach(
              wanted,
              max,
              document -> {
                out.print(separator[0] + json(document));
                separator[0] = ",";
              });
      out.print("]}\n");
    } else {
      shown = documents.forEach(wanted, max, document -> out.print(text(document)));
      if (shown == 0) {
        out.print("no rejected documents\n");
      }
    }
    out.flush();
    return shown;
  }

  private static ObjectNode json(KeptDocument document) {
    ObjectNode node = JSON.createObjectNode();
    fields(document).forEach(node::put);
    node.put("slice", document.slice());
    document.receivedAt().ifPresent(seconds -> node.put("received_at", at(seconds)));
    return node.put("raw", new String(document.raw(), UTF_8));
  }

  private static String text(KeptDocument document) {
    StringBuilder text = new StringBuilder();
    Map<String, String> fields = fields(document);
    document.receivedAt().ifPresent(seconds -> fields.put("received_at", at(seconds)));
    fields.put("raw", new String(document.raw(), UTF_8));
    fields.remove("type");
    text.append(Printable.of(document.type())).append('\n');
    fields.forEach(
        (name, value) ->
            text.append(
                String.format(
                    Locale.ROOT, "  %-12s %s\n", name.replace('_', ' '), Printable.of(value))));
    return text.toString();
  }

  private static Map<String, String> fields(KeptDocument document) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("type", document.type());
    fields.put("id", new String(document.key(), UTF_8));
    fields.put("reason", document.reason());
    fields.put("message", document.message());
    fields.put("path", document.path());
    fields.put("definition", document.definitionVersion());
    fields.put("slice", Long.toString(document.slice()));
    fields.put("first_seen", document.firstSeen().toString());
    fields.put("last_seen", document.lastSeen().toString());
    return fields;
  }

  private static String at(long seconds) {
    return Instant.ofEpochSecond(seconds).toString();
  }
}
