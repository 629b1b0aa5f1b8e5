package dev.millrace.plan;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Runs;
import dev.millrace.ledger.Runs.Planned;
import dev.millrace.message.WindowMessage;
import dev.millrace.time.SliceWidth;
import dev.millrace.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Plans windows that somebody asked for. The slices get the width of their type, or a wider one
 * that keeps them under 2,000 a type. Thread-safe.
 */
public final class Backfills {

  /** How old a document must be before it is asked for, so that the source has settled. */
  public static final Duration SETTLE = Duration.ofSeconds(60);

  /** The span of a window that does not say where it starts. */
  public static final Duration REGULAR = Duration.ofMinutes(70);

  private static final long SLICES_PER_TYPE = 2000;

  private final Runs runs;

  public Backfills(Runs runs) {
    this.runs = runs;
  }

  /**
   * Plans the window as one run; the same trigger again is the run that is there already.
   *
   * @param trigger what makes two requests the same
   * @param sentAt when the window was asked for: absent bounds are counted from here, and nothing
   *     younger than {@link #SETTLE} is planned
   * @throws UnknownTypeException when the catalogue does not have one of the types, or it is only
   *     counted
   */
  public Planned plan(WindowMessage asked, String trigger, Instant sentAt, Catalogue catalogue) {
    List<DocumentType> types = types(asked, catalogue);
    List<PlannedSlice> slices =
        types.stream()
            .flatMap(
                type ->
                    window(type, asked, sentAt).stream().flatMap(window -> slices(type, window)))
            .toList();
    return runs.plan(RunKind.BACKFILL, trigger, slices);
  }

  private static List<DocumentType> types(WindowMessage asked, Catalogue catalogue) {
    if (asked.types().isEmpty()) {
      return catalogue.types().stream().filter(DocumentType::scheduled).toList();
    }
    return asked.types().stream()
        .distinct()
        .map(name -> catalogue.find(name).orElseThrow(() -> new UnknownTypeException(name)))
        .map(Backfills::imported)
        .toList();
  }

  private static DocumentType imported(DocumentType type) {
    if (type.countOnly()) {
      throw new UnknownTypeException(type);
    }
    return type;
  }

  /** A window of one type in slices of the width that suits it. */
  public static Stream<PlannedSlice> slices(DocumentType type, Window window) {
    SliceWidth width = type.sliceWidth().widenedFor(window, SLICES_PER_TYPE);
    return SlicePlanner.cut(window, width).map(slice -> new PlannedSlice(type.name(), slice));
  }

  /** What remains after clipping to the type's beginning and to what has settled. */
  static Optional<Window> window(DocumentType type, WindowMessage asked, Instant sentAt) {
    long now = sentAt.getEpochSecond();
    Long askedFrom = asked.from();
    Long askedTo = asked.to();
    Instant since = type.since();
    long from = askedFrom == null ? now - REGULAR.toSeconds() : askedFrom;
    long to = askedTo == null ? now : askedTo;
    from = Math.max(from, since == null ? 0 : since.getEpochSecond());
    to = Math.min(to, now - SETTLE.toSeconds());
    return from < to ? Optional.of(new Window(from, to)) : Optional.empty();
  }
}
