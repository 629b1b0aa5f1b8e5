package dev.millrace.cli.stack;

import static picocli.CommandLine.Spec.Target.MIXEE;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.Lookup;
import dev.millrace.local.document.Documents;
import dev.millrace.local.document.GeneratedDocuments;
import dev.millrace.local.document.Meeting;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of a local stack: its documents, its number of workers, its folder. */
public final class LocalStackOptions {

  private static final int MOST_WORKERS = 64;

  @Spec(MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--documents",
      arity = "1..*",
      paramLabel = "FILE",
      description = "NDJSON, plain or gzip, one document per line (default: generated documents)")
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
      description = "database folder, kept at the end (default: a temporary one)")
  private @Nullable Path data;

  /** Empty when documents must be generated. */
  public List<Path> files() {
    return files;
  }

  /**
   * The number of worker processes.
   *
   * @throws ParameterException when it is less than 1, or too many for one machine
   */
  public int workers() {
    return bounded("--workers", workers, 1, MOST_WORKERS);
  }

  /** Null for a temporary folder. */
  public @Nullable Path data() {
    return data;
  }

  /**
   * Refuses a number outside its bounds, both inclusive.
   *
   * @throws ParameterException naming the option
   */
  int bounded(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(),
          "%s must be from %d to %d, but is %d".formatted(option, least, most, value));
    }
    return value;
  }

  /**
   * The meetings behind the documents' event codes, an empty list unless the documents were
   * generated; null if no type of the documents looks up event codes.
   *
   * @param generated the days of generated documents
   */
  public static @Nullable List<Meeting> meetings(
      Catalogue catalogue, Documents documents, List<LocalDate> generated) {
    boolean asked =
        documents.types().stream()
            .flatMap(name -> catalogue.find(name).flatMap(CountedType::imported).stream())
            .anyMatch(type -> type.mapping().asks(Lookup.EVENT_CODE));
    return asked ? generated.stream().flatMap(day -> Meeting.of(day).stream()).toList() : null;
  }

  /** The types in the catalogue whose documents can be generated. */
  public static Set<String> generatedTypes(Catalogue catalogue) {
    Set<String> types = new TreeSet<>(GeneratedDocuments.types());
    types.retainAll(catalogue.types().stream().map(CountedType::name).toList());
    return types;
  }
}
