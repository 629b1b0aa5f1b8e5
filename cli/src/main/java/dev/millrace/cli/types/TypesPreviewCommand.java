package dev.millrace.cli.types;

import static java.util.Locale.ROOT;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.local.document.DocumentLines;
import dev.millrace.settings.Environment;
import dev.millrace.settings.InvalidSettingsException;
import dev.millrace.settings.Setting;
import dev.millrace.text.CountText;
import dev.millrace.text.Printable;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.Lookups;
import dev.millrace.worker.mapping.privacy.MissingHashKeyException;
import dev.millrace.worker.mapping.privacy.Pseudonyms;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.source.http.Envelope;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Maps sample documents and shows the resulting rows. */
@Command(
    name = "preview",
    description =
        "Maps the documents of a file and shows the rows; needs no database and no queue.",
    mixinStandardHelpOptions = true)
final class TypesPreviewCommand implements Callable<Integer> {

  private static final long MOST = 20;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TYPE", description = "name of a type in the folder")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description =
          "one document per line (NDJSON), plain or gzip; for a type with a source as the source has"
              + " them")
  private Path file;

  @Option(
      names = "--max",
      paramLabel = "N",
      description = "show at most N documents, but map all (default: 20; with --json all)")
  private @Nullable Long max;

  @Option(
      names = "--rejected",
      description = "show rejected documents only; the exit status is 1 if there are any")
  private boolean rejectedOnly;

  @Option(names = "--json", description = "print one JSON object per document and nothing else")
  private boolean json;

  private long others;
  private long matching;

  TypesPreviewCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Environment settings = new Environment(environment);
    DocumentType type = TypesCommand.imported(spec, TypesCommand.read(settings), name, _ -> true);
    int largest = settings.number(Setting.DOCUMENT_BYTES);
    Pseudonyms pseudonyms = Pseudonyms.of(settings.text(Setting.HASH_KEY));
    settings.check();
    DocumentMapper mapper = mapper(type, pseudonyms);
    PrintWriter out = spec.commandLine().getOut();
    PreviewText text = new PreviewText(type);
    Envelope envelope = type.http() == null ? null : new Envelope(type.http());
    long most = max != null ? max : json ? Long.MAX_VALUE : MOST;
    DocumentLines.readServed(
        file,
        (number, document, itsType, remark) -> {
          if (itsType != null && !itsType.equals(name)) {
            others++;
            return;
          }
          if (remark != null && remark.startsWith("is not")) {
            spec.commandLine().getErr().printf(ROOT, "line %d %s%n", number, Printable.of(remark));
          }
          MappedDocument mapped =
              document.length > largest
                  ? DocumentMapper.oversized(document, 0, largest, document.length)
                  : itsType == null && envelope != null
                      ? envelope.mapped(mapper, document)
                      : mapper.map(document, 0, document.length);
          String shown = json ? PreviewJson.of(type, mapped) : text.of(mapped);
          if (!rejectedOnly || mapped instanceof MappedDocument.Rejected) {
            matching++;
            out.print(matching <= most ? shown : "");
          }
        });
    if (others > 0) {
      spec.commandLine()
          .getErr()
          .println(CountText.of(others, "document") + " of other types skipped");
    }
    if (!json && matching > most) {
      out.printf(ROOT, "… and %,d more; see --max%n", matching - most);
    }
    out.print(json ? "" : text.summary());
    out.flush();
    return rejectedOnly && matching > 0 ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  /** A preview resolves no lookups, so their columns stay NULL. */
  private DocumentMapper mapper(DocumentType type, Pseudonyms pseudonyms) {
    if (type.mapping().columns().stream().anyMatch(column -> column.lookup() != null)) {
      spec.commandLine().getErr().println("a preview resolves no lookups; their columns stay NULL");
    }
    try {
      return new DocumentMapper(type, Lookups.NOT_ASKED, pseudonyms);
    } catch (MissingHashKeyException e) {
      throw new InvalidSettingsException(List.of(String.valueOf(e.getMessage())));
    }
  }
}
