package dev.millrace.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** All transitions of a slice, in the code and in the database. */
final class SliceStateTest {

  private static final String TYPE = "T";

  @RegisterExtension static final EmptyLedger ledger = new EmptyLedger(TYPE);

  /** A row for each state before, a column for each state after: yes, or refused. */
  @ParameterizedTest
  @CsvSource(
      useHeadersInDisplayName = true,
      textBlock =
          """
          from,      planned, sent, running, done, split, dead, cancelled
          planned,   yes,     yes,  yes,     yes,  -,     yes,  yes
          sent,      yes,     yes,  yes,     yes,  -,     yes,  yes
          running,   yes,     yes,  yes,     yes,  yes,   yes,  yes
          done,      -,       -,    -,       -,    -,     -,    -
          split,     -,       -,    -,       -,    -,     -,    -
          dead,      yes,     -,    -,       -,    -,     -,    yes
          cancelled, -,       -,    -,       -,    -,     -,    -
          """)
  void transitions(
      String from,
      String planned,
      String sent,
      String running,
      String done,
      String split,
      String dead,
      String cancelled) {
    SliceState before = SliceState.parse(from);
    Iterator<String> cells =
        List.of(planned, sent, running, done, split, dead, cancelled).iterator();
    for (SliceState after : SliceState.values()) {
      if (cells.next().equals("yes")) {
        assertThat(after.from(Set.of(before))).isEqualTo("state = '%s'".formatted(from));
      } else {
        assertThatThrownBy(() -> after.from(Set.of(before)))
            .hasMessage(
                "a slice cannot become %s when it is %s; see SliceState.before"
                    .formatted(after.text(), from));
      }
    }
  }

  @Test
  void an_update_makes_each_transition() {
    for (SliceState after : SliceState.values()) {
      Set<SliceState> before = EnumSet.noneOf(SliceState.class);
      Stream.of(SliceChange.values())
          .filter(change -> change.to() == after)
          .forEach(change -> before.addAll(change.from()));

      assertThat(before).as(after.text()).isEqualTo(after.before());
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_update_changes_slices_of_its_states_and_no_others(SliceChange change) {
    long slice = ledger.slice(TYPE, 0, 60);
    for (SliceState state : SliceState.values()) {
      ledger.state(slice, state);

      ledger.update(change.sql().replace("%s", "?"), parameters(change, slice));

      boolean stays = change == SliceChange.SENT_AGAIN && state == SliceState.RUNNING;
      assertThat(ledger.state(slice))
          .as(state.text())
          .isEqualTo(change.from().contains(state) && !stays ? change.to() : state);
    }
  }

  @ParameterizedTest
  @EnumSource
  void open_states_are_one_set(SliceState state) {
    String quoted = "'" + state.name().toLowerCase(Locale.ROOT) + "'";

    assertThat(SliceState.IN_OPEN.contains(quoted)).isEqualTo(state.open());
  }

  /** The key, and a number for each value before it. */
  private static Object[] parameters(SliceChange change, long slice) {
    String sql = change.sql().replace("%s", "?");
    int count = (int) sql.chars().filter(c -> c == '?').count();
    Object[] parameters = new Object[count];
    Arrays.fill(parameters, 1);
    if (count > 0) {
      parameters[count - 1] =
          sql.contains("type = ?") ? TYPE : sql.contains("run = ?") ? ledger.runOf(slice) : slice;
    }
    return parameters;
  }
}
