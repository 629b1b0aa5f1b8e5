package dev.millrace.cli.types;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.cli.option.SpanOptions;
import dev.millrace.settings.Environment;
import dev.millrace.settings.NamedSecrets;
import dev.millrace.settings.Setting;
import dev.millrace.text.CountText;
import dev.millrace.text.Printable;
import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.DocumentSource;
import dev.millrace.worker.source.SizeLimits;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.UnexpectedAnswerException;
import dev.millrace.worker.source.api.ApiSource;
import dev.millrace.worker.source.api.SourceSettings;
import dev.millrace.worker.source.http.TypeSources;
import dev.millrace.worker.source.record.Recorder;
import dev.millrace.worker.source.record.Recording;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps the answers of a source for one window in a folder. */
@Command(
    name = "record",
    description = {
      "Keeps the answers of a type's source for one window, for 'types test'.",
      "",
      "By default the window is the newest one of the type's slice width. Needs no database and no"
          + " queue. No header of a request is kept, and known secrets and the"
          + " values of parameters and members with names such as access_token are replaced by ***."
          + " The documents are kept as they are: read them before you share them. If the"
          + " definition has 'for', TYPE@VALUE records a single value."
    },
    mixinStandardHelpOptions = true)
final class TypesRecordCommand implements Callable<Integer> {

  /** A recorded document is never cut. */
  private static final int LARGEST = 1 << 28;

  private final Map<String, String> environment;
  private final InstantSource clock;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TYPE", description = "name of a type in the folder")
  private String name;

  @Mixin private final SpanOptions span = new SpanOptions();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      required = true,
      description = "folder for the answers; those of an earlier recording are replaced")
  private Path folder;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  TypesRecordCommand(Map<String, String> environment) {
    this.environment = environment;
    this.clock = InstantSource.system();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Environment settings = new Environment(environment);
    DocumentType type = TypesCommand.imported(spec, TypesCommand.read(settings), name, any -> true);
    NamedSecrets secrets = settings.namedSecrets();
    Recorder recorder = new Recorder(secrets::given);
    Window asked = span.newest(type, clock);
    long documents;
    try {
      documents =
          type.http() == null
              ? fromApi(settings, type, asked, secrets, recorder)
              : fromSource(settings, type, asked, secrets, recorder);
    } catch (SourceUnavailableException | UnexpectedAnswerException | IOException e) {
      spec.commandLine()
          .getErr()
          .println("millrace: " + Printable.of(String.valueOf(e.getMessage())));
      return ExitCode.SOFTWARE;
    }
    Recording recording = recorder.recording(type.name(), asked);
    recording.write(folder, type.http() != null && type.http().ofLines() ? "ndjson" : "json");
    print(recording, documents);
    return ExitCode.OK;
  }

  private long fromSource(
      Environment settings,
      DocumentType type,
      Window asked,
      NamedSecrets secrets,
      Recorder recorder)
      throws IOException, InterruptedException {
    SizeLimits sizes = new SizeLimits(LARGEST, settings.number(Setting.PAGE_BYTES));
    settings.check();
    try (TypeSources sources =
            TypeSources.taped(
                (unknown, _) -> {
                  throw new IOException(unknown + " has no source");
                },
                wanted -> wanted.equals(type.name()) ? Optional.of(type) : Optional.empty(),
                secrets,
                sizes,
                clock,
                recorder,
                sign -> spec.commandLine().getErr().println("hint: " + Printable.of(sign)));
        DocumentCursor documents = sources.open(type.name(), asked)) {
      while (documents.next()) {
        // the tape keeps the pages
      }
      return documents.documents();
    }
  }

  private long fromApi(
      Environment settings,
      DocumentType type,
      Window asked,
      NamedSecrets secrets,
      Recorder recorder)
      throws IOException, InterruptedException {
    SourceSettings api = SourceSettings.from(settings);
    settings.check();
    secrets.conceal(api.key());
    try (DocumentSource source =
            ApiSource.guarded(
                new SourceSettings(api.url(), api.key(), new SizeLimits(LARGEST), api.rate()),
                clock);
        DocumentCursor documents = source.open(type.name(), asked)) {
      return recorder.documents(documents, "documents");
    }
  }

  private void print(Recording recording, long documents) {
    PrintWriter out = spec.commandLine().getOut();
    int answers = recording.exchanges().size();
    if (json) {
      out.println(
          new JsonMapper()
              .createObjectNode()
              .put("type", recording.type())
              .put("from", Instant.ofEpochSecond(recording.window().from()).toString())
              .put("to", Instant.ofEpochSecond(recording.window().to()).toString())
              .put("folder", folder.toString())
              .put("answers", answers)
              .put("documents", documents));
    } else {
      out.println(
          "%s: %s with %s of %s %s"
              .formatted(
                  folder,
                  CountText.of(answers, "answer"),
                  CountText.of(documents, "document"),
                  recording.type(),
                  recording.window()));
      out.println(
          "now run ./millrace types test %s %s%s"
              .formatted(name, folder, GoldenFile.isIn(folder) ? "" : " --write"));
    }
    out.flush();
  }
}
