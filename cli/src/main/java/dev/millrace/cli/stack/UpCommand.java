package dev.millrace.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.InvalidDefinitionException;
import dev.millrace.catalogue.definition.DefinitionFolder;
import dev.millrace.cli.console.ConsoleStart;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.OrderlyStop;
import dev.millrace.console.Console;
import dev.millrace.local.document.Documents;
import dev.millrace.local.document.GeneratedDocuments;
import dev.millrace.local.document.Meeting;
import dev.millrace.schema.Schema;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a local stack with its schedules until interrupted. */
@Command(
    name = "up",
    description = {
      "Starts a local stack with its schedules running.",
      "",
      "Runs queues, database, document API and workers, as in the demo, until interrupted. Prints"
          + " their addresses as export lines for a shell, so that all other commands work on"
          + " this stack. Without --documents, generates documents of yesterday, today and"
          + " tomorrow."
    },
    mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {

  private static final long SEED = 42;
  private static final long TURN_MILLIS = 200;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Mixin private final LocalStackOptions local = new LocalStackOptions();

  @Option(
      names = "--tick",
      paramLabel = "SECONDS",
      defaultValue = "3600",
      description = "seconds between ticks; 0 disables them (default: ${DEFAULT-VALUE})")
  private int tickSeconds;

  @Option(
      names = "--sweep",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "seconds between sweeps (default: ${DEFAULT-VALUE})")
  private int sweepSeconds;

  @Option(names = "--json", description = "print the addresses as one JSON object")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public UpCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    int workers = local.workers();
    Duration tick = Duration.ofSeconds(local.bounded("--tick", tickSeconds, 0, 86_400));
    Duration sweep = Duration.ofSeconds(local.bounded("--sweep", sweepSeconds, 1, 3600));
    return OrderlyStop.around(() -> run(workers, tick, sweep));
  }

  private int run(int workers, Duration tick, Duration sweep)
      throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Catalogue catalogue =
        DefinitionFolder.read(Path.of(new Environment(environment).text(Setting.TYPES)))
            .catalogue();
    List<LocalDate> days = local.files().isEmpty() ? days() : List.of();
    Documents documents =
        days.isEmpty() ? Documents.read(local.files()) : generated(catalogue, days);
    @Nullable List<Meeting> meetings = LocalStackOptions.meetings(catalogue, documents, days);
    err.println("starting queues, database, document API and workers on this machine …");
    try (LocalStack stack = LocalStack.start(documents, local.data(), meetings);
        WorkerLogs logs = WorkerLogs.create(err)) {
      Map<String, String> settings = stack.settings(environment);
      try (WorkerProcesses processes = new WorkerProcesses(workers, settings, logs);
          Pipeline pipeline = Pipeline.open(settings)) {
        pipeline.database().migrate();
        boolean applied = apply(new Schema(pipeline.database()), catalogue);
        print(stack);
        keep(stack);
        if (!applied) {
          err.println(
              "millrace: no definition was applied; the database stays up at the address above: fix"
                  + " the cause, then run ./millrace types apply");
        }
        err.println("the workers' logs are in " + logs.folder());
        Schedules schedules =
            new Schedules(pipeline.producer(), tick, sweep, err, InstantSource.system());
        try (CommandCache cache = new CommandCache(settings);
            Console console = ConsoleStart.beside(pipeline, settings)) {
          err.println("console at " + console.url());
          err.println("up; press Ctrl-C to stop");
          while (true) {
            if (stack.reviveDatabase()) {
              err.println("millrace: the database had ended; it runs again at the same address");
            }
            schedules.turn();
            processes.tend();
            cache.train();
            Thread.sleep(TURN_MILLIS);
          }
        } catch (InterruptedException e) {
          err.println("stopping workers, database and queues …");
          err.flush();
          if (processes.replaced() == 0) {
            logs.discard();
          }
          throw e;
        }
      }
    }
  }

  /** A refusal changes nothing; the database stays up, so that an operator can fix the cause. */
  private boolean apply(Schema schema, Catalogue catalogue) {
    try {
      schema.apply(catalogue);
      return true;
    } catch (IllegalStateException | InvalidDefinitionException e) {
      PrintWriter err = spec.commandLine().getErr();
      String.valueOf(e.getMessage()).lines().forEach(line -> err.println("millrace: " + line));
      return false;
    }
  }

  /** For {@code env}, and for the next start over the same folder. */
  private void keep(LocalStack stack) {
    Addresses addresses = new Addresses(stack.environment());
    addresses.write(EnvCommand.file(null));
    if (local.data() != null) {
      addresses.write(EnvCommand.file(local.data()));
    }
  }

  /** Yesterday, today and tomorrow. */
  private static List<LocalDate> days() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return List.of(today.minusDays(1), today, today.plusDays(1));
  }

  private static Documents generated(Catalogue catalogue, List<LocalDate> days) {
    Set<String> types = LocalStackOptions.generatedTypes(catalogue);
    List<String> lines = new ArrayList<>();
    days.forEach(day -> lines.addAll(GeneratedDocuments.lines(day, SEED, types)));
    return Documents.of(lines);
  }

  private void print(LocalStack stack) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new JsonMapper().<JsonNode>valueToTree(stack.environment()));
      out.flush();
    } else {
      stack.export(out);
    }
  }
}
