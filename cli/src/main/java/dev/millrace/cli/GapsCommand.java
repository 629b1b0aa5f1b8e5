package dev.millrace.cli;

import static java.util.Locale.ROOT;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.UnknownTypeException;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints which times are imported and which are not. */
@Command(
    name = "gaps",
    description = {
      "Shows over time what is imported, and the oldest gap of each type.",
      "",
      "Expected is what comes after the type's since, or after the schedule's first tick."
    },
    mixinStandardHelpOptions = true)
final class GapsCommand implements Callable<Integer> {

  private static final int CELLS = 50;
  private static final int MOST_GAPS = 1000;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(names = "--type", paramLabel = "TYPE", description = "document type (default: all)")
  private @Nullable String type;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description =
          "first moment: ISO 8601, unix seconds or relative as -2d (default: what is expected first)")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "first moment after it (default: now)")
  private @Nullable Instant to;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  GapsCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    List<TypeCoverage> types = new ArrayList<>();
    long settled;
    try (Database database = Pipeline.database(environment)) {
      settled = database.now().minus(Backfills.SETTLE).getEpochSecond();
      for (DocumentType known : types(new StoredTypes(database))) {
        types.add(database.transact(connection -> TypeCoverage.of(connection, known, settled)));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    Window window = window(types, settled);
    out.print(json ? json(types, window) + "\n" : text(types, window));
    out.flush();
    return 0;
  }

  private Collection<DocumentType> types(StoredTypes stored) {
    String wanted = type;
    return wanted == null
        ? stored.load().types().stream().filter(DocumentType::scheduled).toList()
        : List.of(stored.find(wanted).orElseThrow(() -> new UnknownTypeException(wanted)));
  }

  private Window window(List<TypeCoverage> types, long settled) {
    long first =
        types.stream()
            .flatMap(each -> each.expected().hull().stream())
            .mapToLong(Window::from)
            .min()
            .orElse(settled - 1);
    long start = from == null ? first : from.getEpochSecond();
    long end = to == null ? settled : to.getEpochSecond();
    if (start >= end) {
      throw new IllegalArgumentException(
          "--from %s is not before --to %s; name an earlier moment"
              .formatted(TimeText.moment(start), TimeText.moment(end)));
    }
    return new Window(start, end);
  }

  private static String text(List<TypeCoverage> types, Window window) {
    StringBuilder text = new StringBuilder();
    int width = types.stream().mapToInt(each -> each.type().length()).reduce(4, Math::max);
    String row = "%-" + width + "s  %s %6.2f %%%n";
    text.append(
        String.format(
            ROOT,
            "%s to %s, %s a character%n",
            TimeText.moment(window.from()),
            TimeText.moment(window.to()),
            TimeText.length(Math.max(window.seconds() / CELLS, 1))));
    for (TypeCoverage each : types) {
      text.append(
          String.format(ROOT, row, each.type(), Strip.of(each, window, CELLS), each.percent()));
    }
    text.append(Strip.LEGEND).append('\n');
    for (TypeCoverage each : types) {
      Spans gaps = each.gaps().and(Spans.of(window));
      if (!gaps.isEmpty()) {
        Window oldest = gaps.windows().getFirst();
        text.append(
            String.format(
                ROOT,
                "%s: %,d %s, %s in all; the oldest is %s,%n  from %s to %s (%s)%n",
                each.type(),
                gaps.windows().size(),
                gaps.windows().size() == 1 ? "gap" : "gaps",
                TimeText.length(gaps.seconds()),
                each.fate(oldest.from()),
                TimeText.moment(oldest.from()),
                TimeText.moment(oldest.to()),
                TimeText.length(oldest.seconds())));
      }
    }
    if (types.stream().allMatch(each -> each.gaps().and(Spans.of(window)).isEmpty())) {
      text.append("no gaps\n");
    }
    return text.toString();
  }

  private static ObjectNode json(List<TypeCoverage> types, Window window) {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("from", window.from()).put("to", window.to());
    ArrayNode array = node.putArray("types");
    for (TypeCoverage each : types) {
      Spans gaps = each.gaps().and(Spans.of(window));
      ObjectNode object =
          array
              .addObject()
              .put("type", each.type())
              .put("expected_seconds", each.expected().and(Spans.of(window)).seconds())
              .put("gap_seconds", gaps.seconds())
              .put("gap_count", gaps.windows().size());
      ArrayNode list = object.putArray("gaps");
      gaps.windows().stream()
          .limit(MOST_GAPS)
          .forEach(
              gap ->
                  list.addObject()
                      .put("from", gap.from())
                      .put("to", gap.to())
                      .put("fate", each.fate(gap.from())));
    }
    return node;
  }
}
