package dev.millrace.plan;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.run.Runs;
import dev.millrace.ledger.run.Runs.Planned;
import dev.millrace.ledger.run.SliceSpans;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.ledger.span.Exclusions;
import dev.millrace.message.InvalidMessageException;
import dev.millrace.message.WindowMessage;
import dev.millrace.time.SliceWidth;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans requested windows. The slices get the requested width, or that of their type, or a wider
 * one that keeps them under 2,000 per type. They are written as they are cut, so memory use does
 * not depend on their number. Thread-safe.
 */
public final class Backfills {

  private static final Logger log = LoggerFactory.getLogger(Backfills.class);

  private static final long SLICES_PER_TYPE = 2000;

  /** Of the last thousand finished attempts. */
  private static final String DENSITY =
      """
      SELECT SUM(fetched) / SUM(window_to - window_from) FROM (
        SELECT fetched, window_to, window_from FROM millrace_attempt
        WHERE state = 'done' AND type = ? ORDER BY number DESC LIMIT 1000) a""";

  private final Database database;
  private final Runs runs;

  public Backfills(Database database) {
    this.database = database;
    this.runs = new Runs(database);
  }

  /** As {@link #plan(Backfill, String, Instant, Catalogue)}, all of the window. */
  public Planned plan(WindowMessage asked, String trigger, Instant askedAt, Catalogue catalogue) {
    return plan(Backfill.of(asked), trigger, askedAt, catalogue);
  }

  /**
   * Plans it as one run; a second call with the same trigger returns the existing run. If there is
   * nothing to import, no run is planned, which is logged.
   *
   * @param trigger identifies the request
   * @param askedAt when the window was requested: absent bounds count from here, and nothing
   *     younger than {@link Expectation#SOURCE_LAG} is planned, also by the database's clock
   * @throws UnknownTypeException when one of the types is not in the catalogue or is count-only
   * @throws InvalidMessageException when none of the types has anything in the window
   */
  public Planned plan(Backfill asked, String trigger, Instant askedAt, Catalogue catalogue) {
    List<TypePlan> plans = preview(asked, askedAt, catalogue);
    if (plans.stream().allMatch(plan -> plan.spans().isEmpty())) {
      return runs.find(RunKind.BACKFILL, trigger).orElseGet(() -> nothing(asked));
    }
    Iterable<PlannedSlice> slices =
        () -> new Concatenation<>(plans.stream().flatMap(TypePlan::slices));
    return runs.once(
        RunKind.BACKFILL,
        trigger,
        connection -> {
          Planned planned = Runs.plan(connection, RunKind.BACKFILL, trigger, slices);
          if (planned.fresh()) {
            Runs.limit(connection, planned.run(), asked.rate());
            if (asked.only() != Only.OLDER_DEFINITION) {
              for (TypePlan plan : plans) {
                TakeOver.by(connection, planned.run(), plan);
              }
            }
          }
          return planned;
        });
  }

  private static Planned nothing(Backfill asked) {
    log.info("no run was planned: {}", asked);
    return Planned.NOTHING;
  }

  /**
   * The plan, per type. Changes nothing.
   *
   * @throws UnknownTypeException as for planning
   * @throws InvalidMessageException as for planning
   */
  public List<TypePlan> preview(Backfill asked, Instant askedAt, Catalogue catalogue) {
    List<DocumentType> types = types(asked, catalogue);
    return database.transact(
        connection -> {
          Instant now = Database.now(connection);
          Instant from = now.isBefore(askedAt) ? now : askedAt;
          List<TypePlan> plans = new ArrayList<>();
          for (DocumentType type : types) {
            Optional<Window> window = window(type, asked.from(), asked.to(), from);
            if (window.isPresent()) {
              plans.add(plan(connection, type, window.get(), asked));
            }
          }
          if (plans.isEmpty()) {
            throw new InvalidMessageException(EmptyWindow.reason(asked, types, from));
          }
          return plans;
        });
  }

  private static TypePlan plan(
      Connection connection, DocumentType type, Window window, Backfill asked) throws SQLException {
    Spans spans = spans(connection, type, window, asked.only());
    SliceWidth width = asked.width();
    if (width == null || width.seconds() < type.grain()) {
      width = type.widthFor(spans.hull().orElse(window), SLICES_PER_TYPE);
    }
    double density =
        Sql.first(
                connection,
                DENSITY,
                row -> row.getObject(1) == null ? -1.0 : row.getDouble(1),
                type.name())
            .orElse(-1.0);
    long documents = density < 0 ? -1 : Math.round(density * spans.seconds());
    long excluded = spans.and(Exclusions.spans(connection, type.name())).seconds();
    return new TypePlan(type.name(), window, spans, excluded, width, documents);
  }

  private static Spans spans(Connection connection, DocumentType type, Window window, Only only)
      throws SQLException {
    Spans all = Spans.of(window);
    return switch (only) {
      case ALL -> all;
      case MISSING ->
          // Open slices first: one that finishes a moment later is covered then.
          all.without(SliceSpans.underWay(connection, type.name(), window))
              .without(Coverage.spans(connection, type.name(), window));
      case DEAD ->
          SliceSpans.dead(connection, type.name(), window)
              .and(all)
              .without(SliceSpans.underWay(connection, type.name(), window));
      case OLDER_DEFINITION ->
          Spans.of(
                  Coverage.of(connection, type.name()).stream()
                      .filter(span -> !span.definitionVersion().equals(type.version()))
                      .map(Coverage.Span::window)
                      .toList())
              .and(all)
              .without(SliceSpans.waiting(connection, type.name(), window));
    };
  }

  private static List<DocumentType> types(Backfill asked, Catalogue catalogue) {
    if (asked.types().isEmpty()) {
      return catalogue.scheduled();
    }
    return asked.types().stream()
        .distinct()
        .flatMap(name -> KnownType.imported(name, catalogue).stream())
        .distinct()
        .toList();
  }

  /** A window of one type in slices of the width that suits it. */
  public static Stream<PlannedSlice> slices(DocumentType type, Window window) {
    Window whole = window.outward(type.grain());
    SliceWidth width = type.widthFor(whole, SLICES_PER_TYPE);
    return SlicePlanner.cut(whole, width).map(slice -> new PlannedSlice(type.name(), slice));
  }

  /** The part after the type's beginning, within reach and before the source lag; whole files. */
  static Optional<Window> window(
      DocumentType type,
      @org.jspecify.annotations.Nullable Long askedFrom,
      @org.jspecify.annotations.Nullable Long askedTo,
      Instant askedAt) {
    long now = askedAt.getEpochSecond();
    Instant since = type.schedule().since();
    long from = askedFrom == null ? now - Expectation.REGULAR.toSeconds() : askedFrom;
    long to = askedTo == null ? now : askedTo;
    from = Math.max(from, since == null ? 0 : since.getEpochSecond());
    if (from < to) {
      from = Window.floor(from, type.grain());
      to = Window.ceiling(to, type.grain());
    }
    long inReach = Reach.first(Reach.seconds(type), now);
    if (inReach > from) {
      from = Window.ceiling(inReach, type.grain());
    }
    to = Math.min(to, Window.floor(now - Expectation.SOURCE_LAG.toSeconds(), type.grain()));
    return from < to ? Optional.of(new Window(from, to)) : Optional.empty();
  }
}
