package dev.millrace.cli.types;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.cli.option.SpanOptions;
import dev.millrace.settings.Environment;
import dev.millrace.settings.InvalidSettingsException;
import dev.millrace.settings.Setting;
import dev.millrace.text.Printable;
import dev.millrace.time.Window;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.Lookups;
import dev.millrace.worker.mapping.privacy.MissingHashKeyException;
import dev.millrace.worker.mapping.privacy.Pseudonyms;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.SizeLimits;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.UnexpectedAnswerException;
import dev.millrace.worker.source.guard.Budget;
import dev.millrace.worker.source.http.TypeSources;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the source of a type for one window and shows what would be stored. */
@Command(
    name = "try",
    description = {
      "Asks the source of a type for one window and shows what would be stored.",
      "",
      "Needs no database and no queue. By default the window is the newest one of the type's slice"
          + " width. If the definition has 'for', TYPE@VALUE tries a single value."
    },
    mixinStandardHelpOptions = true)
final class TypesTryCommand implements Callable<Integer> {

  private final Map<String, String> environment;
  private final InstantSource clock;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TYPE", description = "name of a type in the folder")
  private String name;

  @Mixin private final SpanOptions span = new SpanOptions();

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "20",
      description = "show at most N rows, but read all (default: ${DEFAULT-VALUE})")
  private long max;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  TypesTryCommand(Map<String, String> environment) {
    this(environment, InstantSource.system());
  }

  TypesTryCommand(Map<String, String> environment, InstantSource clock) {
    this.environment = environment;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    Environment settings = new Environment(environment);
    Catalogue catalogue = TypesCommand.read(settings);
    DocumentType type = TypesCommand.withSource(spec, catalogue, name);
    SizeLimits sizes = SizeLimits.from(settings);
    Pseudonyms pseudonyms = Pseudonyms.of(settings.text(Setting.HASH_KEY));
    settings.check();
    Window asked = span.newest(type, clock);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = json ? new PrintWriter(Writer.nullWriter()) : out;
    Trial trial = new Trial(type, asked, max, progress);
    int values = catalogue.named(name).size();
    if (values > 1) {
      trial.hint(
          "%s has %d values of for, and this is the first one; %s@VALUE tries another"
              .formatted(name, values, name));
    }
    @Nullable String error = null;
    try (TypeSources sources =
        new TypeSources(
            (unknown, _) -> {
              throw new IOException(unknown + " has no source");
            },
            wanted -> wanted.equals(type.name()) ? Optional.of(type) : Optional.empty(),
            settings.namedSecrets(),
            sizes,
            clock,
            System::nanoTime,
            trial,
            (_, _) -> Budget.UNLIMITED)) {
      read(sources, type, asked, mapper(type, pseudonyms), trial);
      error = trial.problem();
    } catch (SourceUnavailableException e) {
      error = String.valueOf(e.getMessage());
      switch (e.kind()) {
        case TOO_MANY -> trial.hint("an import splits this window; try a shorter one");
        case ASKS_TO_WAIT -> trial.hint("an import waits, and then begins this window again");
        default -> {}
      }
    } catch (UnexpectedAnswerException | IOException e) {
      error = String.valueOf(e.getMessage());
    }
    out.print(json ? trial.json(error) : trial.text());
    out.flush();
    if (error == null) {
      return ExitCode.OK;
    }
    if (!json) {
      spec.commandLine().getErr().println("millrace: " + Printable.of(error));
    }
    return ExitCode.SOFTWARE;
  }

  private static void read(
      TypeSources sources, DocumentType type, Window window, DocumentMapper mapper, Trial trial)
      throws IOException, InterruptedException {
    try (DocumentCursor documents = sources.open(type.name(), window)) {
      trial.readAll(documents, mapper);
    }
  }

  /** A trial resolves no lookups, so their columns stay NULL. */
  private static DocumentMapper mapper(DocumentType type, Pseudonyms pseudonyms) {
    try {
      return new DocumentMapper(type, Lookups.NOT_ASKED, pseudonyms);
    } catch (MissingHashKeyException e) {
      throw new InvalidSettingsException(List.of(String.valueOf(e.getMessage())));
    }
  }
}
