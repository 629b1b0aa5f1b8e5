package dev.millrace.cli.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.cli.option.OperatorOptions;
import dev.millrace.cli.option.SpanOptions;
import dev.millrace.cli.option.TimeOption;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.Fit;
import dev.millrace.cli.terminal.TimeText;
import dev.millrace.database.Database;
import dev.millrace.ledger.span.Exclusions;
import dev.millrace.operation.Operator;
import dev.millrace.plan.KnownType;
import dev.millrace.time.Window;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Excludes a span of a type from the schedule, or lifts an exclusion. */
@Command(
    name = "exclude",
    description = {
      "Excludes a span from the schedule, or lifts an exclusion.",
      "",
      "Ticks neither import, heal nor recheck an excluded span, and ./millrace gaps shows it as"
          + " excluded. Slices that are under way finish, and a backfill of the span still imports"
          + " it. An exclusion needs a reason (--because), which gaps shows."
    },
    mixinStandardHelpOptions = true)
public final class ExcludeCommand implements Callable<Integer> {

  private static final int LONGEST_REASON = 500;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(names = "--type", required = true, paramLabel = "TYPE", description = "document type")
  private String type = "";

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "start: ISO 8601, unix seconds or relative such as -2d")
  private Instant from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "end, exclusive")
  private Instant to;

  @Mixin private final OperatorOptions by = new OperatorOptions();

  @Option(names = "--lift", description = "lift the exclusions of this range instead")
  private boolean lift;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public ExcludeCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Window window = SpanOptions.window(spec, from.getEpochSecond(), to.getEpochSecond());
    Operator operator = by.operator();
    check(operator.because());
    long lifted = 0;
    try (Database database = Pipeline.database(environment)) {
      KnownType.imported(type, new StoredTypes(database));
      Exclusions exclusions = new Exclusions(database);
      if (lift) {
        lifted = exclusions.lift(type, window, operator);
      } else {
        exclusions.exclude(type, window, operator);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(json(window, lifted));
      out.flush();
    } else {
      Fit.print(out, text(window, lifted));
    }
    return 0;
  }

  private void check(@Nullable String reason) {
    if (lift) {
      return;
    }
    if (reason == null) {
      throw new ParameterException(
          spec.commandLine(), "--because is missing; state why the range is excluded");
    }
    if (reason.length() > LONGEST_REASON) {
      throw new ParameterException(
          spec.commandLine(),
          "--because has %d characters; shorten it to %d"
              .formatted(reason.length(), LONGEST_REASON));
    }
  }

  private String text(Window window, long lifted) {
    String range =
        "%s to %s".formatted(TimeText.moment(window.from()), TimeText.moment(window.to()));
    if (!lift) {
      return "%s: excluded %s (%s); undo with --lift%n"
          .formatted(type, range, TimeText.length(window.seconds()));
    }
    return lifted == 0
        ? "%s: nothing was excluded from %s%n".formatted(type, range)
        : "%s: %s no longer excluded from %s; ticks import the missing time%n"
            .formatted(type, TimeText.length(lifted), range);
  }

  private String json(Window window, long lifted) {
    ObjectNode node =
        new JsonMapper()
            .createObjectNode()
            .put("type", type)
            .put("from", TimeText.moment(window.from()))
            .put("to", TimeText.moment(window.to()));
    return node.put(lift ? "lifted_seconds" : "excluded_seconds", lift ? lifted : window.seconds())
        + "\n";
  }
}
