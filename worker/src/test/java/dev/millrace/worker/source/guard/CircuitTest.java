package dev.millrace.worker.source.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.time.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CircuitTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final SettableClock clock = new SettableClock(START);
  private final Circuit circuit = new Circuit(clock);

  @ParameterizedTest
  @CsvSource({
    "FFFFFFFFF, false", // nine calls
    "FFFFFFFFFF, true",
    "SSSSSFFFFF, true", // half of ten
    "SSSSSSFFFF, false",
    "SSSSSSSSSSSFFFFFFFFF, false", // nine of twenty
    "FFFFFFSSSSSSSSSSSSSSSSSSSSSFFFFF, false", // the first six are forgotten
  })
  void circuit_opens_when_half_of_the_last_twenty_calls_failed(String results, boolean open) {
    results.chars().forEach(result -> end(result == 'F'));

    assertThat(circuit.trouble().isPresent()).isEqualTo(open);
  }

  @Test
  void open_circuit_states_since_when_and_why() {
    open();

    assertThat(circuit.trouble())
        .hasValue(new Circuit.Trouble(START, "failed", START.plusSeconds(30)));
    assertThat(circuit.begin()).isEmpty();
  }

  @Test
  void one_probe_at_a_time_is_let_through() {
    open();
    clock.advance(Circuit.PAUSE);

    Circuit.Call probe = circuit.begin().orElseThrow();
    assertThat(circuit.begin()).isEmpty();
    assertThat(circuit.probeDue()).isFalse();
    probe.failed("failed again");

    assertThat(circuit.begin()).as("30 s later at the earliest").isEmpty();
    assertThat(circuit.trouble())
        .hasValue(new Circuit.Trouble(START, "failed again", START.plusSeconds(60)));
  }

  @Test
  void successful_probe_closes_the_circuit_and_forgets_the_failures() {
    open();
    clock.advance(Circuit.PAUSE);

    circuit.begin().orElseThrow().succeeded();
    end(true);

    assertThat(circuit.trouble()).isEmpty();
  }

  @Test
  void probe_without_a_result_leaves_the_next_probe_to_another_call() {
    open();
    clock.advance(Circuit.PAUSE);

    circuit.begin().orElseThrow().cancelled();

    assertThat(circuit.begin()).isPresent();
  }

  @Test
  void probe_that_never_ends_blocks_others_for_five_minutes() {
    open();
    clock.advance(Circuit.PAUSE);
    Circuit.Call lost = circuit.begin().orElseThrow();

    clock.advance(Duration.ofMinutes(5));
    Circuit.Call probe = circuit.begin().orElseThrow();
    lost.failed("too late");
    assertThat(circuit.begin()).as("the other probe is running").isEmpty();
    probe.succeeded();

    assertThat(circuit.trouble()).isEmpty();
  }

  @Test
  void call_that_began_before_the_circuit_opened_does_not_close_it() {
    Circuit.Call before = circuit.begin().orElseThrow();
    open();

    before.succeeded();

    assertThat(circuit.trouble()).isPresent();
  }

  @Test
  void first_result_of_a_call_counts() {
    open();
    clock.advance(Circuit.PAUSE);
    Circuit.Call probe = circuit.begin().orElseThrow();

    probe.failed("failed again");
    probe.succeeded();

    assertThat(circuit.trouble()).isPresent();
  }

  private void open() {
    for (int i = 0; i < 10; i++) {
      end(true);
    }
  }

  private void end(boolean failed) {
    Circuit.Call call = circuit.begin().orElseThrow();
    if (failed) {
      call.failed("failed");
    } else {
      call.succeeded();
    }
  }
}
