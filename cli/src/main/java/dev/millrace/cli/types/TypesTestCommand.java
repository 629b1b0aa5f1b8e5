package dev.millrace.cli.types;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.settings.Environment;
import dev.millrace.settings.NamedSecrets;
import dev.millrace.text.CountText;
import dev.millrace.text.Printable;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.Lookups;
import dev.millrace.worker.mapping.privacy.Pseudonyms;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.SizeLimits;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.UnexpectedAnswerException;
import dev.millrace.worker.source.api.DocumentStream;
import dev.millrace.worker.source.http.ExchangeLog;
import dev.millrace.worker.source.http.TypeSources;
import dev.millrace.worker.source.record.Recording;
import dev.millrace.worker.source.record.Replay;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Maps recorded answers and compares the rows with those of a golden file. */
@Command(
    name = "test",
    description = {
      "Maps the answers that 'types record' has kept, and compares the rows with expected.json.",
      "",
      "Needs no network, no secret, no database and no queue. The exit status is 0 if nothing"
          + " differs, 1 if something does or there is no expected.json. Check the"
          + " rows, then use --write to save them as expected.json. Lookups stay NULL; hashed columns"
          + " use a fixed test key."
    },
    mixinStandardHelpOptions = true)
final class TypesTestCommand implements Callable<Integer> {

  /** The production key must not leave its traces in a repository. */
  private static final Pseudonyms TEST_KEY = Pseudonyms.of("millrace types test");

  private static final int SHOWN = 20;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TYPE", description = "name of a type in the folder")
  private String name;

  @Parameters(index = "1", paramLabel = "DIR", description = "folder of a recording")
  private Path folder;

  @Option(names = "--write", description = "write the file that is compared from then on")
  private boolean write;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  TypesTestCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    Environment settings = new Environment(environment);
    SizeLimits sizes = SizeLimits.from(settings);
    settings.check();
    try {
      Recording recording = Recording.read(folder);
      DocumentType type =
          TypesCommand.imported(
              spec, TypesCommand.read(settings), name, found -> fits(found, recording));
      if (!type.name().equals(recording.type())) {
        throw new IOException(
            "%s has answers of %s, not of %s".formatted(folder, recording.type(), type.name()));
      }
      GoldenFile golden = new GoldenFile(type);
      replay(type, recording, sizes, golden);
      boolean missing = !GoldenFile.isIn(folder);
      if (write) {
        golden.write(folder);
      } else if (missing) {
        throw new IOException(
            "there is no %s; run ./millrace types test %s %s --write, and check that file"
                .formatted(GoldenFile.in(folder), name, folder));
      }
      List<String> differences = golden.differences(folder);
      print(type, golden, differences);
      return differences.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    } catch (SourceUnavailableException | UnexpectedAnswerException | IOException e) {
      spec.commandLine()
          .getErr()
          .println("millrace: " + Printable.of(String.valueOf(e.getMessage())));
      return ExitCode.SOFTWARE;
    }
  }

  /** With {@code for}, the name of the definition means the value that was recorded. */
  private static boolean fits(DocumentType found, Recording recording) {
    return found.name().equals(recording.type());
  }

  private static void replay(
      DocumentType type, Recording recording, SizeLimits sizes, GoldenFile golden)
      throws IOException, InterruptedException {
    DocumentMapper mapper = new DocumentMapper(type, Lookups.NOT_ASKED, TEST_KEY);
    Replay replay = new Replay(recording);
    NamedSecrets none = NamedSecrets.NONE;
    try (TypeSources sources =
            TypeSources.taped(
                (_, _) -> new DocumentStream(body(recording), sizes.document()),
                wanted -> wanted.equals(type.name()) ? Optional.of(type) : Optional.empty(),
                none,
                sizes,
                InstantSource.system(),
                replay,
                ExchangeLog.NONE);
        DocumentCursor documents = sources.open(type.name(), recording.window())) {
      golden.readAll(documents, mapper);
    }
    if (type.http() != null && replay.unused() > 0) {
      throw new IOException(
          "%s of the recording %s not asked for; the definition reads fewer pages since then, so record it again"
              .formatted(
                  CountText.of(replay.unused(), "answer"), replay.unused() == 1 ? "was" : "were"));
    }
  }

  private static ByteArrayInputStream body(Recording recording) throws IOException {
    if (recording.exchanges().size() != 1) {
      throw new IOException(
          "the recording has %d answers in place of one list of documents; record it again"
              .formatted(recording.exchanges().size()));
    }
    return new ByteArrayInputStream(recording.exchanges().getFirst().answer().body());
  }

  private void print(DocumentType type, GoldenFile golden, List<String> differences) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode node =
          new JsonMapper()
              .createObjectNode()
              .put("type", type.name())
              .put("documents", golden.sum("documents"))
              .put("accepted", golden.sum("accepted"))
              .put("rows", golden.rows())
              .put("filtered", golden.sum("filtered"))
              .put("rejected", golden.sum("rejected"))
              .put("outside", golden.sum("outside"))
              .put("written", write);
      ArrayNode array = node.putArray("differences");
      differences.forEach(array::add);
      out.println(node);
    } else {
      differences.stream().limit(SHOWN).forEach(each -> out.println("  " + each));
      if (differences.size() > SHOWN) {
        out.printf(Locale.ROOT, "  … and %,d more%n", differences.size() - SHOWN);
      }
      out.printf(
          Locale.ROOT,
          "%s: %s, %,d accepted (%s), %,d filtered, %,d rejected, %,d outside; %s%n",
          type.name(),
          CountText.of(golden.sum("documents"), "document"),
          golden.sum("accepted"),
          CountText.of(golden.rows(), "row"),
          golden.sum("filtered"),
          golden.sum("rejected"),
          golden.sum("outside"),
          write
              ? "written to " + GoldenFile.in(folder)
              : differences.isEmpty()
                  ? "as expected"
                  : CountText.of(differences.size(), "difference")
                      + " from "
                      + GoldenFile.in(folder)
                      + "; --write if that is right");
    }
    out.flush();
  }
}
