package dev.millrace.operator.status;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.span.Exclusions;
import dev.millrace.ledger.span.Exclusions.Exclusion;
import dev.millrace.plan.Expectation;
import dev.millrace.plan.Fate;
import dev.millrace.plan.Timeline;
import dev.millrace.plan.TypeFacts;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The imported share of a type, and the fate of the rest.
 *
 * @param expected the expected span; null if the type begins later
 * @param timeline the evaluated span: the expected span, or the requested window
 * @param newest the first second after all imported spans
 * @param exclusions the exclusions that overlap the evaluated span
 */
public record TypeCoverage(
    String type,
    @Nullable Window expected,
    Timeline timeline,
    OptionalLong newest,
    List<Exclusion> exclusions) {

  public TypeCoverage {
    exclusions = List.copyOf(exclusions);
  }

  /**
   * Evaluates a window, or by default the expected span.
   *
   * @param settled the end of the expected span in unix seconds
   */
  static TypeCoverage of(
      Connection connection, DocumentType type, long settled, @Nullable Window asked)
      throws SQLException {
    Window all =
        asked == null
            ? new Window(0, settled)
            : new Window(Math.min(0, asked.from()), Math.max(settled, asked.to()));
    TypeFacts facts = TypeFacts.read(connection, type, all);
    Expectation expectation = new Expectation(facts, settled);
    Optional<Window> expected = expectation.expected();
    Window judged = asked == null ? expected.orElse(new Window(settled - 1, settled)) : asked;
    return new TypeCoverage(
        type.name(),
        expected.orElse(null),
        expectation.timeline(judged),
        facts.covered().hull().stream().mapToLong(Window::to).findFirst(),
        Exclusions.of(connection, type.name()).stream()
            .filter(exclusion -> exclusion.window().clippedTo(judged).isPresent())
            .toList());
  }

  /** The evaluated seconds without those that are due, not expected or excluded. */
  public long expectedSeconds() {
    return timeline.window().seconds()
        - timeline.seconds(Fate.NOT_EXPECTED)
        - timeline.seconds(Fate.DUE)
        - timeline.seconds(Fate.EXCLUDED);
  }

  public long gapSeconds() {
    return timeline.gaps().stream().mapToLong(gap -> gap.window().seconds()).sum();
  }

  /** The imported percentage of the expected seconds; never 100 if anything is missing. */
  public String percent() {
    return percent(expectedSeconds());
  }

  /** The imported percentage of the evaluated seconds that are neither due nor excluded. */
  public String percentOfAll() {
    return percent(expectedSeconds() + timeline.seconds(Fate.NOT_EXPECTED));
  }

  private String percent(long whole) {
    return whole == 0
        ? "-"
        : format(
            ROOT, "%.2f %%", Math.floor(10_000.0 * timeline.seconds(Fate.IMPORTED) / whole) / 100);
  }
}
