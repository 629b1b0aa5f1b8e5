package dev.millrace.cli.check;

import static java.util.Locale.ROOT;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.catalogue.CountedType;
import dev.millrace.cli.option.OperatorOptions;
import dev.millrace.cli.option.SpanOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.operation.Operations;
import dev.millrace.operation.Operator;
import dev.millrace.plan.KnownType;
import dev.millrace.text.CountText;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Marks the buckets of a span, so that the workers recount them. */
@Command(
    name = "recount",
    description = {
      "Recounts the buckets of a span.",
      "",
      "Marks every bucket of the span that contains an event or has a count; the workers count"
          + " them, newest first. The span can be of any length and is all time by default."
    },
    mixinStandardHelpOptions = true)
public final class RecountCommand implements Callable<Integer> {

  private static final long PROGRESS_NANOS = Duration.ofSeconds(2).toNanos();

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = {"--type", "--types"},
      required = true,
      paramLabel = "TYPE",
      description = "document type")
  private String type = "";

  @Mixin private SpanOptions span;

  @Mixin private final OperatorOptions by = new OperatorOptions();

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  private long marked;
  private long saidNanos = System.nanoTime();

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public RecountCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Operator operator = by.operator();
    try (Pipeline pipeline = Pipeline.open(environment)) {
      CountedType known = KnownType.named(type, pipeline.types());
      pipeline
          .recount()
          .markAll(
              known,
              span.window(),
              (piece, buckets) -> {
                marked += buckets;
                pipeline.hints().send(type, piece);
                sayProgress(piece.from());
              });
      Operations.noteAfter(pipeline.database(), operator, "recount", type, marked);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new JsonMapper().createObjectNode().put("type", type).put("buckets", marked));
    } else {
      out.printf(
          ROOT,
          "%s: %s marked; the workers will count %s%n",
          type,
          CountText.of(marked, "bucket"),
          marked == 1 ? "it" : "them");
    }
    return 0;
  }

  private void sayProgress(long downTo) {
    long now = System.nanoTime();
    if (now - saidNanos > PROGRESS_NANOS) {
      saidNanos = now;
      spec.commandLine()
          .getErr()
          .printf(
              ROOT,
              "%s marked, down to %s%n",
              CountText.of(marked, "bucket"),
              Instant.ofEpochSecond(downTo));
    }
  }
}
