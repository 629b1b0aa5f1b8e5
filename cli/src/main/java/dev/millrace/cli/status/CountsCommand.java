package dev.millrace.cli.status;

import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.cli.option.SpanOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.database.Database;
import dev.millrace.operator.status.CountStep;
import dev.millrace.operator.status.EventCounts;
import dev.millrace.operator.status.EventCountsJson;
import dev.millrace.plan.KnownType;
import dev.millrace.time.Window;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Prints the events of a span and how much of it is imported. */
@Command(
    name = "counts",
    description = {
      "Shows events by type and time, and how much of it is imported.",
      "",
      "By default, the totals of the last day. With --type, by five minutes, hour or day."
    },
    mixinStandardHelpOptions = true)
public final class CountsCommand implements Callable<Integer> {

  private static final long DAY = 86_400;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = {"--type", "--types"},
      paramLabel = "TYPE",
      description = "document type (default: the totals of all)")
  private @Nullable String type;

  @Mixin private final SpanOptions span = new SpanOptions();

  @Option(
      names = "--by",
      paramLabel = "STEP",
      converter = StepOption.class,
      description = "5min, hour or day (default: the shortest with at most 300 lines)")
  private @Nullable CountStep by;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public CountsCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Parses a step. */
  static final class StepOption implements ITypeConverter<CountStep> {

    @Override
    public CountStep convert(String value) {
      return CountStep.parse(value)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is not supported; use one of %s".formatted(value, CountStep.all())));
    }
  }

  @Override
  public Integer call() {
    try (Database database = Pipeline.database(environment)) {
      Instant end = span.to() == null ? database.now() : span.to();
      Window window = span.window(end.getEpochSecond() - DAY, end.getEpochSecond());
      EventCounts counts = EventCounts.of(database, types(new StoredTypes(database)), window, by);
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? EventCountsJson.of(counts) : CountsText.of(counts, type != null));
      out.flush();
      return 0;
    }
  }

  private List<CountedType> types(StoredTypes stored) {
    String wanted = type;
    return wanted == null
        ? List.copyOf(stored.load().types())
        : List.of(KnownType.named(wanted, stored));
  }
}
