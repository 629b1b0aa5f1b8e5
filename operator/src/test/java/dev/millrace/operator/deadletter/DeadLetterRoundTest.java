package dev.millrace.operator.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.operator.deadletter.DeadLetterRound.Ended;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
final class DeadLetterRoundTest {

  private static final String WINDOW = "{\"types\":[\"T\",\"U\"]}";

  private final DeadQueues queues = new DeadQueues();
  private final DeadLetterQueue imports = queues.create("import");

  @Test
  void letters_are_visited_as_they_are_received() throws Exception {
    IntStream.range(0, 35).forEach(i -> queues.letter("import", "letter " + i, Map.of()));
    List<Integer> waiting = new ArrayList<>();

    Ended ended =
        all()
            .go(
                (_, delete) -> {
                  if (waiting.isEmpty()) {
                    waiting.add(queues.letters("import").size());
                  }
                  delete.run();
                });

    assertThat(waiting.getFirst()).as("not received yet").isGreaterThanOrEqualTo(25);
    assertThat(ended).isEqualTo(new Ended(35, false, 0));
    assertThat(queues.letters("import")).isEmpty();
  }

  @Test
  void a_round_handles_selected_letters_up_to_its_limit() throws Exception {
    DeadLetterQueue backfills = queues.create("backfill");
    IntStream.range(0, 12)
        .forEach(i -> queues.letter("import", WINDOW, Map.of("reason", "No LUCK " + i)));
    queues.letter("import", "{}", Map.of("reason", "no luck"));
    queues.letter("backfill", WINDOW, Map.of("reason", "no luck"));
    queues.letter("backfill", WINDOW, Map.of("reason", "another"));
    Selection selection = new Selection("no luck", "U");

    Ended limited =
        new DeadLetterRound(List.of(imports, backfills), selection, 5, Rate.unlimited())
            .go((_, delete) -> delete.run());
    Ended ended =
        new DeadLetterRound(List.of(imports, backfills), selection, 100, Rate.unlimited())
            .go((_, delete) -> delete.run());

    assertThat(limited).isEqualTo(new Ended(5, true, 0));
    assertThat(ended).isEqualTo(new Ended(8, false, 0));
    assertThat(queues.letters("import")).containsExactly("{}");
    assertThat(queues.letters("backfill")).containsExactly(WINDOW);
  }

  @Test
  void an_aborted_round_returns_all_letters() {
    IntStream.range(0, 12).forEach(_ -> queues.letter("import", WINDOW, Map.of()));

    assertThatThrownBy(
            () ->
                all()
                    .go(
                        (_, _) -> {
                          throw new IllegalStateException("killed");
                        }))
        .hasMessage("killed");

    assertThat(queues.letters("import")).hasSize(12);
  }

  @Test
  void an_interrupt_ends_a_round_and_returns_the_remaining_letters() {
    IntStream.range(0, 12).forEach(_ -> queues.letter("import", WINDOW, Map.of()));

    assertThatThrownBy(
            () ->
                all()
                    .go(
                        (_, delete) -> {
                          Thread.currentThread().interrupt();
                          delete.run();
                        }))
        .isInstanceOf(InterruptedException.class);

    assertThat(queues.letters("import")).hasSize(11);
  }

  private DeadLetterRound all() {
    return new DeadLetterRound(List.of(imports), _ -> true, 100, Rate.unlimited());
  }
}
