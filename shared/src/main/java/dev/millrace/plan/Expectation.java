package dev.millrace.plan;

import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The expected spans of a type and their fates: shared by the tick that plans and the commands that
 * show them, so that they cannot disagree. Missing spans are exactly those that a tick at that time
 * would heal, and due spans those of its regular window. Pure.
 *
 * <p>The expected time begins with the type's {@code since}, else with the first second that the
 * schedule requested, else with the regular window of the next tick, but never before what its
 * source still has. It ends at the source lag.
 */
public final class Expectation {

  private final TypeFacts facts;
  private final Window regular;

  /**
   * @param settled the first unix second within the source lag: where the regular window of a tick
   *     would end
   */
  public Expectation(TypeFacts facts, long settled) {
    this.facts = facts;
    this.regular = Window.before(Instant.ofEpochSecond(settled), Backfills.REGULAR);
  }

  /** The expected span, gaps included; empty when the type begins later. */
  public Optional<Window> expected() {
    long begin = Math.max(facts.since().orElse(facts.begun().orElse(regular.from())), inReach());
    return begin < regular.to() ? Optional.of(new Window(begin, regular.to())) : Optional.empty();
  }

  /**
   * The regular window of a tick, including imported and open parts, since documents may arrive
   * late.
   */
  public Spans regular() {
    long begin =
        Math.max(Math.max(regular.from(), inReach()), facts.since().orElse(regular.from()));
    return begin < regular.to()
        ? Spans.of(new Window(begin, regular.to())).without(facts.held())
        : Spans.NONE;
  }

  /** Older documents are no longer at the source. */
  private long inReach() {
    return Reach.first(facts.keeps(), regular.to());
  }

  /** The spans that a tick heals. */
  public Spans missing() {
    return expected().map(window -> timeline(window).spans(Fate.MISSING)).orElse(Spans.NONE);
  }

  /** The fate of each second of any window. */
  public Timeline timeline(Window window) {
    Map<Fate, Spans> fates = new EnumMap<>(Fate.class);
    Spans left = Spans.of(window);
    left = move(left, facts.covered(), Fate.IMPORTED, fates);
    left = move(left, facts.underWay(), Fate.UNDER_WAY, fates);
    left = move(left, facts.excluded(), Fate.EXCLUDED, fates);
    left = move(left, facts.dead(), Fate.DEAD, fates);
    left = move(left, facts.cancelled(), Fate.CANCELLED, fates);
    Spans expected = expected().map(Spans::of).orElse(Spans.NONE);
    left = move(left, left.without(expected), Fate.NOT_EXPECTED, fates);
    left = move(left, Spans.of(regular), Fate.DUE, fates);
    fates.put(Fate.MISSING, left);
    return new Timeline(window, fates);
  }

  private static Spans move(Spans left, Spans those, Fate fate, Map<Fate, Spans> fates) {
    Spans moved = left.and(those);
    fates.put(fate, moved);
    return left.without(moved);
  }
}
