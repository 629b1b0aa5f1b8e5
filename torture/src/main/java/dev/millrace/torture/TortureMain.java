package dev.millrace.torture;

import dev.millrace.torture.planted.Plant;
import dev.millrace.torture.traffic.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code millrace torture}. Exit status 0 sound, 1 violated or failed, 2 wrong usage.
 */
@Command(
    name = "millrace torture",
    description = {
      "Runs the whole pipeline under faults and checks its tables at rest.",
      "",
      "Starts a database, a queue server, a document API and workers as processes, injects faults"
          + " into them, lets them come to rest, and compares the tables with what the source"
          + " held. A violation is printed with the attempts and faults around it."
    },
    mixinStandardHelpOptions = true)
public final class TortureMain implements Callable<Integer> {

  private static final int MOST_WORKERS = 8;
  private static final double MOST_MINUTES = 300;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "the first seed of traffic and faults (default: 1)")
  private long seed;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = "number of seeds, one after the other (default: 1)")
  private int seeds;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "3",
      description = "minutes of faults for each seed, such as 0.5 (default: 3)")
  private double minutes;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "number of worker processes (default: 2)")
  private int workers;

  @Option(
      names = "--database",
      paramLabel = "SERVER",
      defaultValue = "mariadb",
      description = "mariadb, or mysql in local/target/mysql (default: mariadb)")
  private String database = "mariadb";

  @Option(
      names = "--faults",
      paramLabel = "FAULT",
      split = ",",
      description = "only these faults; none for traffic alone (default: all)")
  private @Nullable List<String> faults;

  @Option(
      names = "--planted",
      paramLabel = "NAME",
      defaultValue = "",
      description =
          "runs workers with a planted fault until the check finds it; exit status 1 is then right")
  private String planted = "";

  @Option(
      names = "--logs",
      paramLabel = "DIR",
      description = "folder for the output of all processes (default: a temporary one)")
  private @Nullable Path logs;

  private TortureMain() {}

  public static void main(String[] arguments) {
    // Text for machines must not depend on the locale.
    Locale.setDefault(Locale.ROOT);
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new TortureMain());
    commandLine.setExecutionExceptionHandler(
        (e, command, _) -> {
          command.getErr().println("millrace: " + e.getMessage());
          if (e.getCause() != null) {
            e.getCause().printStackTrace(command.getErr());
          }
          return CommandLine.ExitCode.SOFTWARE;
        });
    return commandLine;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Set<Fault> kinds = check();
    Path folder = logs == null ? Files.createTempDirectory("millrace-torture") : logs;
    PrintWriter out = spec.commandLine().getOut();
    Tally tally = new Tally();
    for (long each = seed; each < seed + seeds; each++) {
      CampaignOptions options =
          new CampaignOptions(
              each,
              Duration.ofMillis(Math.round(minutes * 60_000)),
              workers,
              kinds,
              planted,
              folder.resolve("seed-" + each));
      CampaignResult result = new Campaign(options, InstantSource.system()).run();
      tally.add(result);
      out.println(result.line());
      result.evidence().forEach(line -> out.println("  " + line));
      if (result.violations() > 0) {
        out.println("  repeat: " + command(each));
        out.println("  logs: " + options.logs());
      }
      out.flush();
      if (!planted.isEmpty() && result.violations() > 0) {
        break; // found
      }
    }
    tally.lines().forEach(out::println);
    return tally.violated() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private String command(long each) {
    return "./millrace torture --seed %d --minutes %s --workers %d --database %s%s%s"
        .formatted(
            each,
            minutes,
            workers,
            database,
            faults == null ? "" : " --faults " + String.join(",", faults),
            planted.isEmpty() ? "" : " --planted " + planted);
  }

  private Set<Fault> check() {
    refuse(minutes <= 0 || minutes > MOST_MINUTES, "--minutes must be above 0, at most 300");
    refuse(workers < 1 || workers > MOST_WORKERS, "--workers must be from 1 to 8");
    refuse(seeds < 1, "--seeds must be at least 1");
    try {
      if (!planted.isEmpty()) {
        var _ = Plant.of(planted);
      }
      Set<Fault> kinds = EnumSet.noneOf(Fault.class);
      if (faults == null) {
        kinds = EnumSet.allOf(Fault.class);
      } else if (!faults.equals(List.of("none"))) {
        for (String fault : faults) {
          kinds.add(Fault.of(fault));
        }
      }
      ChosenDatabase.choose(database);
      return kinds;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private void refuse(boolean wrong, String message) {
    if (wrong) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
