package dev.millrace.cli.status;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.cli.option.KnownType;
import dev.millrace.cli.option.SpanOptions;
import dev.millrace.cli.option.TimeOption;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.database.Database;
import dev.millrace.ledger.Retrying;
import dev.millrace.operator.status.TypeCoverage;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.UnknownTypeException;
import dev.millrace.time.Window;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints imported spans and gaps. */
@Command(
    name = "gaps",
    description = {
      "Shows each type's imported spans and gaps, and its oldest gap.",
      "",
      "Time is expected from the type's since on, or else from the schedule's first tick. With"
          + " --from or --to, the percentage refers to that whole span, expected or not."
    },
    mixinStandardHelpOptions = true)
public final class GapsCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = {"--type", "--types"},
      paramLabel = "TYPE",
      description = "document type (default: all)")
  private @Nullable String type;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description =
          "start: ISO 8601, unix seconds or relative such as -2d (default: first expected time)")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "end, exclusive (default: now)")
  private @Nullable Instant to;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public GapsCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    List<TypeCoverage> types = new ArrayList<>();
    Map<String, List<Retrying>> retrying = new HashMap<>();
    long settled;
    Window window;
    try (Database database = Pipeline.database(environment)) {
      settled = database.now().minus(Backfills.SETTLE).getEpochSecond();
      Collection<DocumentType> known = types(new StoredTypes(database));
      for (DocumentType each : known) {
        types.add(
            database.transact(connection -> TypeCoverage.of(connection, each, settled, null)));
        retrying.put(
            each.name(),
            database.transact(
                connection -> Retrying.of(connection, each.name(), GapsText.MOST_RETRYING)));
      }
      window = window(types, settled);
      if (from != null || to != null) {
        types.clear();
        for (DocumentType each : known) {
          types.add(
              database.transact(connection -> TypeCoverage.of(connection, each, settled, window)));
        }
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    GapsText text = new GapsText(types, window, from != null || to != null, retrying);
    out.print(json ? text.json() : text.text());
    out.flush();
    return 0;
  }

  private Collection<DocumentType> types(StoredTypes stored) {
    String wanted = type;
    return wanted == null
        ? stored.load().types().stream().filter(DocumentType::scheduled).toList()
        : List.of(imported(KnownType.named(wanted, stored)));
  }

  private static DocumentType imported(DocumentType type) {
    if (type.countOnly()) {
      throw new UnknownTypeException(type);
    }
    return type;
  }

  private Window window(List<TypeCoverage> types, long settled) {
    long first =
        types.stream()
            .flatMap(each -> Optional.ofNullable(each.expected()).stream())
            .mapToLong(Window::from)
            .min()
            .orElse(settled - 1);
    long start = from == null ? first : from.getEpochSecond();
    long end = to == null ? settled : to.getEpochSecond();
    return SpanOptions.window(spec, start, end);
  }
}
