package dev.millrace.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ledger.DeadSlices;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.SliceState;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

@SuppressWarnings("NullAway.Init") // set before all tests and before each
final class RedriveTest {

  private static final String WINDOW = "{\"types\":[\"T\",\"U\"]}";
  private static final int MOST_REPLAYS = 3;

  private static EmptyLedger ledger;

  private final DeadQueues queues = new DeadQueues();
  private final LetterQueue imports = queues.create("import");
  private long slice;

  @BeforeAll
  static void open() {
    ledger = EmptyLedger.open();
  }

  @AfterAll
  static void close() {
    ledger.close();
  }

  @BeforeEach
  void a_slice_has_died() {
    ledger.reset("T");
    slice = ledger.slice("T", 0, 600);
    ledger.state(slice, SliceState.DEAD);
  }

  @Test
  void a_message_goes_back_as_it_was_and_counts_the_replay() throws Exception {
    queues.letter("import", WINDOW, Map.of("reason", "a bug"));

    assertThat(redrive()).containsExactly(Map.entry(Fate.SENT, 1));

    assertThat(queues.letters("import")).isEmpty();
    Message sent = queues.messages("import").getFirst();
    assertThat(sent.body()).isEqualTo(WINDOW);
    assertThat(sent.attributes())
        .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "Group");
    assertThat(sent.messageAttributes()).containsOnlyKeys("replays");
    assertThat(sent.messageAttributes().values())
        .extracting(value -> value.stringValue())
        .containsExactly("1");
  }

  @Test
  void what_was_replayed_three_times_is_left_alone() throws Exception {
    queues.letter("import", "twice", Map.of("replays", "2"));
    queues.letter("import", "thrice", Map.of("replays", "3"));
    queues.letter("import", "often", Map.of("replays", "30"));

    assertThat(redrive())
        .containsOnly(Map.entry(Fate.SENT, 1), Map.entry(Fate.REPLAYED_TOO_OFTEN, 2));

    assertThat(queues.bodies("import")).containsExactly("twice");
    assertThat(queues.letters("import")).containsExactlyInAnyOrder("thrice", "often");
  }

  @Test
  void what_has_no_room_for_the_count_is_left_alone() throws Exception {
    String full = "x".repeat(1 << 20);
    queues.letter("import", full, Map.of());
    queues.letter("import", "small", Map.of());

    assertThat(redrive()).containsOnly(Map.entry(Fate.SENT, 1), Map.entry(Fate.TOO_LARGE, 1));

    assertThat(queues.letters("import")).containsExactly(full);
  }

  @Test
  void a_letter_about_a_dead_slice_plans_it_and_is_gone() throws Exception {
    queues.letter("import", message(slice), Map.of());

    assertThat(redrive()).containsExactly(Map.entry(Fate.PLANNED, 1));

    assertThat(ledger.state(slice)).isEqualTo(SliceState.PLANNED);
    assertThat(queues.letters("import")).isEmpty();
    assertThat(queues.bodies("import")).as("the dispatcher sends it").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "DEAD", mode = EnumSource.Mode.EXCLUDE)
  void a_letter_about_any_other_slice_is_settled(SliceState state) throws Exception {
    ledger.state(slice, state);
    queues.letter("import", message(slice), Map.of());

    assertThat(redrive()).containsExactly(Map.entry(Fate.SETTLED, 1));

    assertThat(ledger.state(slice)).isEqualTo(state);
    assertThat(queues.letters("import")).isEmpty();
  }

  @Test
  void a_letter_about_a_slice_that_nobody_knows_stays() throws Exception {
    queues.letter("import", message(slice + 1), Map.of());

    assertThat(redrive()).containsExactly(Map.entry(Fate.UNKNOWN_SLICE, 1));

    assertThat(queues.letters("import")).hasSize(1);
  }

  @Test
  void whoever_is_killed_between_send_and_delete_loses_nothing() throws Exception {
    queues.letter("import", WINDOW, Map.of("replays", "1"));

    assertThatThrownBy(
            () ->
                round(_ -> true, 10)
                    .go((letter, _) -> redrive(false).letter(letter, RedriveTest::killed)))
        .hasMessage("killed");
    assertThat(queues.letters("import")).containsExactly(WINDOW);
    assertThat(queues.bodies("import")).containsExactly(WINDOW);
    redrive();

    assertThat(queues.letters("import")).isEmpty();
    assertThat(queues.messages("import"))
        .as("twice is harmless")
        .hasSize(2)
        .allMatch(message -> message.messageAttributes().toString().contains("2"));
  }

  @Test
  void whoever_is_killed_between_the_plan_and_the_delete_leaves_a_letter_that_is_settled()
      throws Exception {
    queues.letter("import", message(slice), Map.of());

    assertThatThrownBy(
            () ->
                round(_ -> true, 10)
                    .go((letter, _) -> redrive(false).letter(letter, RedriveTest::killed)))
        .hasMessage("killed");
    assertThat(ledger.state(slice)).isEqualTo(SliceState.PLANNED);

    assertThat(redrive()).containsExactly(Map.entry(Fate.SETTLED, 1));
    assertThat(queues.letters("import")).isEmpty();
  }

  @Test
  void a_dry_run_says_what_would_happen_and_does_nothing() throws Exception {
    queues.letter("import", message(slice), Map.of());
    queues.letter("import", message(slice), Map.of());
    queues.letter("import", WINDOW, Map.of());
    Redrive redrive = redrive(true);

    round(_ -> true, 10).go(redrive::letter);
    new DeadSlices(ledger.database()).list(10).forEach(redrive::slice);

    assertThat(redrive.fates())
        .containsOnly(
            Map.entry(Fate.PLANNED, 1), Map.entry(Fate.SETTLED, 1), Map.entry(Fate.SENT, 1));
    assertThat(queues.letters("import")).hasSize(3);
    assertThat(queues.bodies("import")).isEmpty();
    assertThat(ledger.state(slice)).isEqualTo(SliceState.DEAD);
  }

  @Test
  void a_dead_slice_without_a_letter_is_planned_from_the_ledger() {
    Redrive redrive = redrive(false);

    new DeadSlices(ledger.database()).list(10).forEach(redrive::slice);

    assertThat(redrive.fates()).containsExactly(Map.entry(Fate.PLANNED, 1));
    assertThat(ledger.state(slice)).isEqualTo(SliceState.PLANNED);
  }

  @Test
  void what_dies_again_during_a_round_is_for_the_next_one() throws Exception {
    queues.letter("import", WINDOW, Map.of());
    queues.letter("import", "other", Map.of());

    LetterRound.Ended ended =
        round(_ -> true, 10)
            .go(
                (letter, delete) -> {
                  queues.letter("import", letter.delivery().body(), Map.of("replays", "1"));
                  delete.run();
                });

    assertThat(ended.met()).isEqualTo(2);
    assertThat(queues.letters("import")).containsExactlyInAnyOrder(WINDOW, "other");
  }

  @Test
  void a_round_takes_what_is_selected_up_to_its_limit_and_leaves_the_rest() throws Exception {
    LetterQueue backfills = queues.create("backfill");
    IntStream.range(0, 12)
        .forEach(i -> queues.letter("import", WINDOW, Map.of("reason", "No LUCK " + i)));
    queues.letter("import", "{}", Map.of("reason", "no luck"));
    queues.letter("backfill", WINDOW, Map.of("reason", "no luck"));
    queues.letter("backfill", WINDOW, Map.of("reason", "another"));
    Selection selection = new Selection("no luck", "U");

    LetterRound.Ended limited =
        new LetterRound(List.of(imports, backfills), selection, 5, Pace.unlimited())
            .go((_, delete) -> delete.run());
    LetterRound.Ended ended =
        new LetterRound(List.of(imports, backfills), selection, 100, Pace.unlimited())
            .go((_, delete) -> delete.run());

    assertThat(limited).isEqualTo(new LetterRound.Ended(5, true, 0));
    assertThat(ended).isEqualTo(new LetterRound.Ended(8, false, 0));
    assertThat(queues.letters("import")).containsExactly("{}");
    assertThat(queues.letters("backfill")).containsExactly(WINDOW);
  }

  @Test
  void an_interrupt_ends_a_round_and_hands_back_what_is_left() {
    IntStream.range(0, 12).forEach(_ -> queues.letter("import", WINDOW, Map.of()));

    assertThatThrownBy(
            () ->
                round(_ -> true, 100)
                    .go(
                        (_, delete) -> {
                          Thread.currentThread().interrupt();
                          delete.run();
                        }))
        .isInstanceOf(InterruptedException.class);

    assertThat(queues.letters("import")).hasSize(11);
  }

  private Map<Fate, Integer> redrive() throws InterruptedException {
    Redrive redrive = redrive(false);
    round(_ -> true, 100).go(redrive::letter);
    return redrive.fates();
  }

  private static Redrive redrive(boolean dryRun) {
    return new Redrive(new DeadSlices(ledger.database()), MOST_REPLAYS, dryRun);
  }

  private LetterRound round(Predicate<DeadLetter> wanted, int most) {
    return new LetterRound(List.of(imports), wanted, most, Pace.unlimited());
  }

  private static String message(long slice) {
    return """
    {"version":1,"kind":"slice","id":%d,"type":"T","from":0,"to":600}"""
        .formatted(slice);
  }

  private static void killed() {
    throw new IllegalStateException("killed");
  }
}
