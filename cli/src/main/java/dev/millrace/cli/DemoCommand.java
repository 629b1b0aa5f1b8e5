package dev.millrace.cli;

import dev.millrace.local.Documents;
import dev.millrace.local.GeneratedDocuments;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Shows the whole way of documents into the database, on this machine and with nothing installed.
 */
@Command(
    name = "demo",
    description = {
      "Imports documents through real queues into a real database, all on this machine,",
      "counts them, and checks that the tables equal the source."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  private static final LocalDate DAY = LocalDate.of(2026, 3, 18);
  private static final long SEED = 42;

  @Spec private CommandSpec spec;

  @Option(
      names = "--documents",
      arity = "1..*",
      paramLabel = "FILE",
      description = "NDJSON, plain or gzip, one document a line (default: a generated day)")
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

  @Option(names = "--keep", description = "stay up afterwards and print the addresses")
  private boolean keep;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (workers < 1 || workers > 64) {
      throw new ParameterException(
          spec.commandLine(), "--workers must be from 1 to 64, but is " + workers);
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (Demo demo = Demo.start(this::documents, workers, data, err)) {
      DemoReport report = demo.run();
      out.print(json ? report.json() + "\n" : "\n" + report.text());
      out.flush();
      if (keep) {
        demo.environment().forEach((name, value) -> out.printf("export %s='%s'%n", name, value));
        out.flush();
        err.println("staying up until this is interrupted");
        Thread.currentThread().join();
      }
      return report.holds() ? 0 : 1;
    }
  }

  private Documents documents(Set<String> types) {
    return files.isEmpty() ? GeneratedDocuments.day(DAY, SEED, types) : Documents.read(files);
  }
}
