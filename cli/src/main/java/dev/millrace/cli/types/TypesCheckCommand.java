package dev.millrace.cli.types;

import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionFolder;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.cli.terminal.Fit;
import dev.millrace.settings.Environment;
import dev.millrace.text.CountText;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks the definitions in the folder. */
@Command(
    name = "check",
    description = "Checks the definitions and reports every error with its line.",
    mixinStandardHelpOptions = true)
final class TypesCheckCommand implements Callable<Integer> {

  /** The width of the names, so that the columns of different folders agree. */
  private static final int SHORTEST = 20;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @Option(
      names = {"-v", "--verbose"},
      description = "also list skipped files")
  private boolean verbose;

  TypesCheckCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    DefinitionFolder folder = TypesCommand.folder(new Environment(environment));
    printSkipped(folder.skipped());
    Collection<CountedType> types = folder.catalogue().types();
    if (json) {
      out.println(TypesListCommand.object(types));
      return 0;
    }
    int width = types.stream().mapToInt(type -> type.name().length()).max().orElse(0);
    for (CountedType type : types) {
      Fit.print(
          out,
          String.format(
              Locale.ROOT,
              "%s %s  table %s, %s%s%n",
              type.name() + " ".repeat(Math.max(width, SHORTEST) - type.name().length()),
              type.version(),
              type.table(),
              TypesCommand.what(type),
              demand(type)));
    }
    return 0;
  }

  /** What the type asks of a source of its own when nothing is new. */
  private static String demand(CountedType counted) {
    if (!(counted instanceof DocumentType type)) {
      return "";
    }
    HttpSource source = type.http();
    if (source == null || source.files() != null) {
      return "";
    }
    String requests =
        ", %s per hour at rest"
            .formatted(
                CountText.of(
                    source.requestsAnHour(
                        type.schedule().sliceWidth(), type.schedule().recheck().size()),
                    "request"));
    return source.rate() == null
        ? requests
        : String.format(Locale.ROOT, "%s, rate allows %,d", requests, source.allowedAnHour());
  }

  /** A folder with the name of a definition is always listed, since it is misleading. */
  private void printSkipped(List<Path> skipped) {
    PrintWriter err = spec.commandLine().getErr();
    for (Path file : skipped) {
      String name = String.valueOf(file.getFileName());
      boolean misleading =
          name.endsWith(".yaml") && !name.startsWith(".") && Files.isDirectory(file);
      if (verbose || misleading) {
        err.println(
            "skipped %s, which is %s"
                .formatted(
                    name, Files.isDirectory(file) ? "a folder" : "not a definition (*.yaml)"));
      }
    }
    err.flush();
  }
}
