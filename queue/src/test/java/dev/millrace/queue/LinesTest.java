package dev.millrace.queue;

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
  private static final long LATER = Duration.ofSeconds(2).toNanos();

  private final Lines lines = new Lines(4, Delivery::group);

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "4, 3", "8, 7", "100, 88"})
  void one_key_never_holds_the_last_permits(int permits, int limit) {
    Lines some = new Lines(permits, Delivery::group);
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
    List<MessageContext> running = begin(lines);
    add(lines, "B", 10);
    running.addAll(begin(lines));
    assertThat(groups(running)).containsExactly("A", "A", "A", "B");

    assertThat(groups(afterReturnOf(running.get(0)))).containsExactly("B");
    assertThat(groups(afterReturnOf(running.get(1)))).as("B holds two").containsExactly("A");
    assertThat(groups(afterReturnOf(running.get(2)))).containsExactly("A");
  }

  @Test
  void keys_that_hold_as_many_take_turns() {
    Lines one = new Lines(1, Delivery::group);
    add(one, "A", 3);
    add(one, "B", 3);
    List<String> turns = new ArrayList<>();
    @Nullable MessageContext next = one.next(0);
    while (next != null) {
      turns.add(next.delivery().group());
      one.returned(next, 0);
      next = one.next(0);
    }

    assertThat(turns).containsExactly("A", "B", "A", "B", "A", "B");
  }

  @Test
  void full_line_is_stuck_when_none_of_its_permits_moves() {
    add(lines, "A", 4);
    List<MessageContext> running = begin(lines);

    assertThat(lines.anyStuck(PATIENCE.toNanos() - 1, PATIENCE)).isFalse();
    assertThat(lines.anyStuck(LATER, PATIENCE)).isTrue();
    assertThat(lines.stuck(message("A"), LATER, PATIENCE)).isTrue();
    assertThat(lines.stuck(message("B"), LATER, PATIENCE)).isFalse();
    assertThat(groups(lines.drainStuck(LATER, PATIENCE))).containsExactly("A");
    lines.returned(running.getFirst(), LATER);
    assertThat(lines.anyStuck(2 * LATER, PATIENCE)).as("it is not full").isFalse();
  }

  @Test
  void nothing_is_stuck_while_no_permit_is_free() {
    add(lines, "A", 4);
    begin(lines);
    add(lines, "B", 1);
    begin(lines);

    assertThat(lines.anyStuck(LATER, PATIENCE)).isFalse();
    assertThat(lines.drainStuck(LATER, PATIENCE)).isEmpty();
  }

  private List<MessageContext> afterReturnOf(MessageContext message) {
    lines.returned(message, 0);
    return begin(lines);
  }

  private static List<MessageContext> begin(Lines lines) {
    List<MessageContext> begun = new ArrayList<>();
    @Nullable MessageContext next = lines.next(0);
    while (next != null) {
      begun.add(next);
      next = lines.next(0);
    }
    return begun;
  }

  private static void add(Lines lines, String group, int count) {
    for (int i = 0; i < count; i++) {
      lines.add(message(group));
    }
  }

  private static MessageContext message(String group) {
    Delivery delivery = new Delivery("id", "receipt", "", group, 1, Instant.EPOCH);
    return new MessageContext(delivery, 0, 0, BoundsTest.settings(1));
  }

  private static List<String> groups(List<MessageContext> messages) {
    return messages.stream().map(message -> message.delivery().group()).toList();
  }
}
