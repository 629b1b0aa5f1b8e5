package dev.millrace.cli.run;

import static java.util.Locale.ROOT;

import dev.millrace.cli.option.OnlyOption;
import dev.millrace.cli.option.OperatorOptions;
import dev.millrace.cli.option.TimeOption;
import dev.millrace.cli.option.WidthOption;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.Fit;
import dev.millrace.cli.terminal.OrderlyStop;
import dev.millrace.ledger.run.Runs.Planned;
import dev.millrace.operation.Operations;
import dev.millrace.operation.Operator;
import dev.millrace.operator.backfill.BackfillJson;
import dev.millrace.plan.Backfill;
import dev.millrace.plan.Only;
import dev.millrace.plan.TypePlan;
import dev.millrace.time.SliceWidth;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plans a past window; the sweep sends it in portions. */
@Command(
    name = "backfill",
    description = {
      "Plans a past window as a run.",
      "",
      "Each sweep sends about a minute's worth of its slices, newest first and alternating between"
          + " types, within the backfill share of the source rate."
    },
    mixinStandardHelpOptions = true)
public final class BackfillCommand implements Callable<Integer> {

  /** The maximum for one transaction. */
  private static final long MOST_SLICES = 10_000_000;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = {"--types", "--type"},
      split = ",",
      paramLabel = "TYPE",
      description = "document types, separated by commas (default: all enabled types)")
  private List<String> types = List.of();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "start: ISO 8601, unix seconds or relative such as -2d")
  private Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "end, exclusive (default: now)")
  private @Nullable Instant to;

  @Option(
      names = "--only",
      paramLabel = "WHAT",
      defaultValue = "missing",
      converter = OnlyOption.class,
      description =
          "missing: neither imported nor under way; dead; all; older-definition: written by an"
              + " older definition (default: ${DEFAULT-VALUE})")
  private Only only = Only.MISSING;

  @Option(
      names = "--width",
      paramLabel = "WIDTH",
      converter = WidthOption.class,
      description =
          "slice width: 1m, 10m, 1h, 6h, 1d, 8d, 64d or 512d (default: that of the type, or a"
              + " wider one that yields fewer than 2,000 slices per type)")
  private @Nullable SliceWidth width;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "maximum slices per second (default: the share of all backfills)")
  private @Nullable Double rate;

  @Mixin private final OperatorOptions by = new OperatorOptions();

  @Option(names = "--dry-run", description = "print the plan and change nothing")
  private boolean dryRun;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public BackfillCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    if (to != null && !from.isBefore(to)) {
      throw refused("--from %s is not before --to %s".formatted(from, to));
    }
    if (rate != null && !(rate > 0 && Double.isFinite(rate))) {
      throw refused("--rate must be more than 0 and finite, but is " + rate);
    }
    Operator operator = by.operator();
    return OrderlyStop.around(() -> plan(operator));
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int plan(Operator operator) {
    try (Pipeline pipeline = Pipeline.open(environment)) {
      Instant now = pipeline.database().now();
      Instant end = to == null || now.isBefore(to) ? now : to;
      if (!from.isBefore(end)) {
        throw refused("--from %s is not before now, %s".formatted(from, end));
      }
      Backfill asked =
          new Backfill(types, from.getEpochSecond(), end.getEpochSecond(), only, width, rate);
      double share = pipeline.backfillRate();
      double allowed = rate == null ? share : Math.min(rate, share);
      List<TypePlan> plans = pipeline.backfills().preview(asked, now, pipeline.types().load());
      long slices = plans.stream().mapToLong(TypePlan::count).sum();
      if (slices > MOST_SLICES && !dryRun) {
        throw refused(
            String.format(
                ROOT,
                "--width %s would create %,d slices, more than the maximum of %,d; use wider slices"
                    + " or a shorter window",
                width,
                slices,
                MOST_SLICES));
      }
      @Nullable Long run = dryRun || slices == 0 ? null : planned(pipeline, asked, now);
      if (run != null) {
        Operations.noteAfter(
            pipeline.database(), operator, "backfill", Operations.run(run), slices);
      }
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.print(BackfillJson.of(plans, allowed, run));
        out.flush();
      } else {
        Fit.print(out, text(plans, allowed, run));
      }
      return 0;
    }
  }

  /** Null if everything was imported meanwhile. */
  private static @Nullable Long planned(Pipeline pipeline, Backfill asked, Instant now) {
    Planned planned = pipeline.producer().backfill(asked, UUID.randomUUID().toString(), now);
    return planned.nothing() ? null : planned.run();
  }

  private String text(List<TypePlan> plans, double allowed, @Nullable Long run) {
    if (plans.stream().allMatch(plan -> plan.count() == 0)) {
      return BackfillText.nothing(only, plans.isEmpty());
    }
    String text = BackfillText.of(plans, allowed);
    if (run != null) {
      return text
          + "run %d planned; watch it with ./millrace status %d --watch\n".formatted(run, run);
    }
    return text
        + (dryRun ? "nothing was planned (--dry-run)\n" : BackfillText.nothing(only, false));
  }
}
