package dev.millrace.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.local.Documents;
import dev.millrace.local.GeneratedDocuments;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import dev.millrace.worker.store.Schema;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A stack on this machine that stays up, with its schedules. */
@Command(
    name = "up",
    description = {
      "Starts all of it on this machine, with the schedules.",
      "",
      "Queues, database, document API and workers, as for the demo, until it is interrupted. The"
          + " addresses are printed as"
          + " lines that a shell can export, so that all other commands work on this stack."
    },
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

  private static final long SEED = 42;
  private static final long TURN_MILLIS = 200;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = "--documents",
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "NDJSON, plain or gzip, one document a line (default: generated ones of yesterday, today"
              + " and tomorrow)")
  private List<Path> files = List.of();

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "worker processes (default: ${DEFAULT-VALUE})")
  private int workers;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "folder of the database, which stays (default: a fresh one, deleted at the end)")
  private @Nullable Path data;

  @Option(
      names = "--tick",
      paramLabel = "SECONDS",
      defaultValue = "3600",
      description = "from tick to tick, 0 for none (default: ${DEFAULT-VALUE})")
  private int tickSeconds;

  @Option(
      names = "--sweep",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "from sweep to sweep (default: ${DEFAULT-VALUE})")
  private int sweepSeconds;

  @Option(names = "--json", description = "print the addresses as one JSON object")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  UpCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    bounded("--workers", workers, 1, 64);
    bounded("--tick", tickSeconds, 0, 86_400);
    bounded("--sweep", sweepSeconds, 1, 3600);
    return OrderlyStop.around(this::run);
  }

  private void bounded(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(),
          "%s must be from %d to %d, but is %d".formatted(option, least, most, value));
    }
  }

  private int run() throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Catalogue catalogue = Catalogue.read(Path.of(new Environment(environment).text(Setting.TYPES)));
    Documents documents = files.isEmpty() ? generated(catalogue) : Documents.read(files);
    err.println("starting queues, database, document API and workers on this machine …");
    try (LocalStack stack = LocalStack.start(documents, data);
        WorkerLogs logs = WorkerLogs.create(err)) {
      Map<String, String> settings = stack.settings(environment);
      try (WorkerProcesses processes = new WorkerProcesses(workers, settings, logs);
          Pipeline pipeline = Pipeline.open(settings)) {
        pipeline.database().migrate();
        new Schema(pipeline.database()).apply(catalogue);
        print(stack.environment());
        err.println("up, until this is interrupted");
        Schedules schedules =
            new Schedules(
                pipeline.producer(),
                Duration.ofSeconds(tickSeconds),
                Duration.ofSeconds(sweepSeconds),
                err,
                Instant.now());
        while (true) {
          schedules.turn(Instant.now());
          processes.tend();
          Thread.sleep(TURN_MILLIS);
        }
      }
    }
  }

  private static Documents generated(Catalogue catalogue) {
    Set<String> types = new TreeSet<>(GeneratedDocuments.types());
    types.retainAll(catalogue.types().stream().map(DocumentType::name).toList());
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    List<String> lines = new ArrayList<>();
    for (int day = -1; day <= 1; day++) {
      lines.addAll(GeneratedDocuments.lines(today.plusDays(day), SEED, types));
    }
    return Documents.of(lines);
  }

  private void print(Map<String, String> addresses) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new JsonMapper().<com.fasterxml.jackson.databind.JsonNode>valueToTree(addresses));
    } else {
      addresses.forEach((name, value) -> out.printf("export %s='%s'%n", name, value));
    }
    out.flush();
  }
}
