package dev.millrace.queue.share;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.sqs.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LinesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration HANG = Duration.ofSeconds(6);
  private static final long LATER = Duration.ofSeconds(2).toNanos();

  private final Lines<Delivery> lines = new Lines<>(4, Delivery::group);

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "4, 3", "8, 7", "100, 88"})
  void one_key_never_holds_the_last_permits(int permits, int limit) {
    Lines<Delivery> some = new Lines<>(permits, Delivery::group);
    add(some, "A", permits);

    assertThat(begin(some)).hasSize(limit);
  }

  @Test
  void messages_without_a_key_may_hold_all_permits() {
    add(lines, "", 5);

    assertThat(begin(lines)).hasSize(4);
  }

  @Test
  void a_permit_goes_to_the_key_that_holds_the_fewest() {
    add(lines, "A", 10);
    List<Delivery> running = begin(lines);
    add(lines, "B", 10);
    running.addAll(begin(lines));
    assertThat(groups(running)).containsExactly("A", "A", "A", "B");

    assertThat(groups(afterReturnOf(running.get(0)))).containsExactly("B");
    assertThat(groups(afterReturnOf(running.get(1)))).as("B holds two").containsExactly("A");
    assertThat(groups(afterReturnOf(running.get(2)))).containsExactly("A");
  }

  @Test
  void keys_that_hold_as_many_take_turns() {
    Lines<Delivery> one = new Lines<>(1, Delivery::group);
    add(one, "A", 3);
    add(one, "B", 3);
    List<String> turns = new ArrayList<>();
    @Nullable Delivery next = one.next(0);
    while (next != null) {
      turns.add(next.group());
      one.returned(next, 0);
      next = one.next(0);
    }

    assertThat(turns).containsExactly("A", "B", "A", "B", "A", "B");
  }

  @Test
  void full_line_is_stuck_when_none_of_its_permits_moves() {
    add(lines, "A", 4);
    List<Delivery> running = begin(lines);

    assertThat(lines.anyStuck(PATIENCE.toNanos() - 1, PATIENCE)).isFalse();
    assertThat(lines.anyStuck(LATER, PATIENCE)).isTrue();
    assertThat(lines.blocked(LATER, PATIENCE)).isEqualTo(1);
    assertThat(lines.refuses(message("B"), LATER, PATIENCE, HANG)).isFalse();
    lines.returned(running.getFirst(), LATER);
    assertThat(lines.anyStuck(2 * LATER, PATIENCE)).as("it is not full").isFalse();
  }

  @Test
  void stuck_line_keeps_as_many_messages_as_it_has_permits() {
    add(lines, "A", 5);
    begin(lines);

    assertThat(lines.refuses(message("A"), LATER, PATIENCE, HANG)).isFalse();
    add(lines, "A", 2);
    assertThat(lines.refuses(message("A"), LATER, PATIENCE, HANG)).isTrue();
    assertThat(groups(lines.drainStuck(LATER, PATIENCE, HANG))).containsExactly("A");
    assertThat(lines.waiting()).isEqualTo(3);
  }

  @Test
  void line_whose_handlers_hang_keeps_no_message() {
    add(lines, "A", 5);
    begin(lines);

    assertThat(lines.refuses(message("A"), HANG.toNanos(), PATIENCE, HANG)).isTrue();
    assertThat(lines.drainStuck(HANG.toNanos(), PATIENCE, HANG)).hasSize(2);
    assertThat(lines.waiting()).isZero();
    assertThat(begin(lines)).isEmpty();
  }

  @Test
  void nothing_is_stuck_while_no_permit_is_free() {
    add(lines, "A", 4);
    begin(lines);
    add(lines, "B", 1);
    begin(lines);

    assertThat(lines.anyStuck(LATER, PATIENCE)).isFalse();
    assertThat(lines.drainStuck(LATER, PATIENCE, HANG)).isEmpty();
  }

  private List<Delivery> afterReturnOf(Delivery message) {
    lines.returned(message, 0);
    return begin(lines);
  }

  private static List<Delivery> begin(Lines<Delivery> lines) {
    List<Delivery> begun = new ArrayList<>();
    @Nullable Delivery next = lines.next(0);
    while (next != null) {
      begun.add(next);
      next = lines.next(0);
    }
    return begun;
  }

  private static void add(Lines<Delivery> lines, String group, int count) {
    for (int i = 0; i < count; i++) {
      lines.add(message(group));
    }
  }

  private static Delivery message(String group) {
    return new Delivery("id", "receipt", "", group, 1, Instant.EPOCH);
  }

  private static List<String> groups(List<Delivery> messages) {
    return messages.stream().map(Delivery::group).toList();
  }
}
