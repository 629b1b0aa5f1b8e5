package dev.millrace.cli.status;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.cli.option.SpanOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.Terminal;
import dev.millrace.database.Database;
import dev.millrace.operator.status.Cell;
import dev.millrace.operator.status.Cells;
import dev.millrace.operator.status.Gaps;
import dev.millrace.operator.status.GapsJson;
import dev.millrace.plan.KnownType;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints imported spans and gaps. */
@Command(
    name = "gaps",
    description = {
      "Shows each type's imported spans and gaps, and its oldest gap.",
      "",
      "Time is expected from the type's since on, or else from the schedule's first tick, until"
          + " now. With --from or --to, the percentage refers to that whole span, expected or not."
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

  @Mixin private final SpanOptions span = new SpanOptions();

  @Option(
      names = "--cells",
      paramLabel = "N",
      description = "with --json: also each type's window in N equal cells, up to 2,000 in all")
  private @Nullable Integer cells;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public GapsCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    if (cells != null && !json) {
      throw new ParameterException(spec.commandLine(), "--cells needs --json");
    }
    try (Database database = Pipeline.database(environment)) {
      Gaps gaps =
          Gaps.of(database, types(new StoredTypes(database)), span.from(), span.to(), span::window);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.print(GapsJson.of(gaps, cells(database, gaps)));
        out.flush();
      } else {
        GapsText.PAINT.print(out, new GapsText(gaps, Terminal.of(out).columns()).text());
      }
      return 0;
    }
  }

  private Map<String, List<Cell>> cells(Database database, Gaps gaps) {
    Integer number = cells;
    if (number == null) {
      return Map.of();
    }
    int most = Math.max(Cells.MOST / Math.max(gaps.types().size(), 1), 1);
    if (number < 1 || number > most) {
      throw new ParameterException(
          spec.commandLine(), "--cells must be from 1 to %d, but is %d".formatted(most, number));
    }
    return Cells.of(database, gaps, number);
  }

  private Collection<DocumentType> types(StoredTypes stored) {
    String wanted = type;
    return wanted == null ? stored.load().scheduled() : List.of(KnownType.imported(wanted, stored));
  }
}
