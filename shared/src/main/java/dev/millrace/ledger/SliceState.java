package dev.millrace.ledger;

import static java.util.stream.Collectors.joining;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The state of a slice: planned → sent → running → done | split | dead | cancelled, and running →
 * planned or sent for another attempt. {@link #before} is the table of all transitions.
 */
public enum SliceState {
  PLANNED,
  SENT,
  RUNNING,
  DONE,
  SPLIT,
  DEAD,
  CANCELLED;

  private static final Set<SliceState> OPEN =
      Collections.unmodifiableSet(EnumSet.of(PLANNED, SENT, RUNNING));

  /** As SQL: {@code IN} the states in which a slice still needs work. */
  public static final String IN_OPEN = in(OPEN);

  /** As SQL: {@code IN} the states in which no worker has claimed the slice yet. */
  public static final String IN_WAITING = in(EnumSet.of(PLANNED, SENT));

  /** As SQL: {@code IN} the states in which a message of the slice is on a queue or in work. */
  public static final String IN_UNDER_WAY = in(EnumSet.of(SENT, RUNNING));

  /** How the error of an awaited slice begins. Workers of other versions write and read it. */
  public static final String NOT_THERE_YET = "not there yet: ";

  /** As SQL: whether slice {@code s}, which no worker has claimed yet, is awaited. */
  public static final String IS_AWAITED = "s.error LIKE '" + NOT_THERE_YET + "%'";

  /** Its spelling in the ledger. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static SliceState parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Whether the slice still needs work. */
  public boolean open() {
    return OPEN.contains(this);
  }

  /** The states from which a slice can reach this one; an open one may stay as it is. */
  public Set<SliceState> before() {
    return switch (this) {
      case PLANNED -> EnumSet.of(PLANNED, SENT, RUNNING, DEAD);
      case SENT, RUNNING, DONE, DEAD -> EnumSet.copyOf(OPEN);
      case SPLIT -> EnumSet.of(RUNNING);
      case CANCELLED -> EnumSet.of(PLANNED, SENT, RUNNING, DEAD);
    };
  }

  /**
   * As SQL: the condition of an update that sets this state.
   *
   * @param states from which this update may come, at least one
   * @throws IllegalArgumentException if one of them is not {@link #before} this state
   */
  public String from(Set<SliceState> states) {
    for (SliceState state : states) {
      if (!before().contains(state)) {
        throw new IllegalArgumentException(
            "a slice cannot become %s when it is %s; see SliceState.before"
                .formatted(text(), state.text()));
      }
    }
    return states.size() == 1
        ? "state = '%s'".formatted(states.iterator().next().text())
        : "state " + in(states);
  }

  private static String in(Set<SliceState> states) {
    return states.stream()
        .map(state -> "'%s'".formatted(state.text()))
        .collect(joining(", ", "IN (", ")"));
  }
}
