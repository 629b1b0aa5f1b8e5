package dev.millrace.plan;

import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.time.Duration;
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
 * source still has. It ends at the source lag. Of a source of files it is whole files, and an
 * awaited file is not expected.
 */
public final class Expectation {

  /** The source lag: the minimum age of a document before it is requested. */
  public static final Duration SOURCE_LAG = Duration.ofSeconds(60);

  /** The span of a window that does not say where it starts. */
  public static final Duration REGULAR = Duration.ofMinutes(70);

  private final TypeFacts facts;
  private final Window regular;

  /** The end of the last whole file, or of the regular window. */
  private final long end;

  /**
   * @param settled the first unix second within the source lag: where the regular window of a tick
   *     would end
   */
  public Expectation(TypeFacts facts, long settled) {
    this.facts = facts;
    this.regular = Window.before(Instant.ofEpochSecond(settled), REGULAR);
    this.end = Window.floor(settled, facts.grain());
  }

  /** The expected span, gaps included; empty when the type begins later. */
  public Optional<Window> expected() {
    return until(facts.since().orElse(facts.begun().orElse(regular.from())));
  }

  /**
   * The regular window of a tick, including imported and open parts, since documents may arrive
   * late; of files without these, since a file arrives as a whole.
   */
  public Spans regular() {
    Spans due = due().without(facts.held());
    return facts.grain() == 1 ? due : due.without(facts.covered()).without(facts.underWay());
  }

  private Spans due() {
    return until(Math.max(regular.from(), facts.since().orElse(regular.from())))
        .map(Spans::of)
        .orElse(Spans.NONE);
  }

  /** From the file with that second on, or from the first that the source still has. */
  private Optional<Window> until(long begin) {
    long inReach = Reach.first(facts.keeps(), regular.to());
    long first =
        Math.max(
            Window.floor(begin, facts.grain()),
            inReach == Long.MIN_VALUE ? inReach : Window.ceiling(inReach, facts.grain()));
    return first < end ? Optional.of(new Window(first, end)) : Optional.empty();
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
    Spans awaited = left.and(facts.awaited());
    left = left.without(awaited);
    left = move(left, facts.underWay(), Fate.UNDER_WAY, fates);
    left = move(left, facts.excluded(), Fate.EXCLUDED, fates);
    left = move(left, facts.dead(), Fate.DEAD, fates);
    left = move(left, facts.cancelled(), Fate.CANCELLED, fates);
    Spans expected = expected().map(Spans::of).orElse(Spans.NONE);
    left = move(left, left.without(expected), Fate.NOT_EXPECTED, fates);
    fates.merge(Fate.NOT_EXPECTED, awaited, Spans::or);
    left = move(left, due(), Fate.DUE, fates);
    fates.put(Fate.MISSING, left);
    return new Timeline(window, fates);
  }

  private static Spans move(Spans left, Spans those, Fate fate, Map<Fate, Spans> fates) {
    Spans moved = left.and(those);
    fates.put(fate, moved);
    return left.without(moved);
  }
}
