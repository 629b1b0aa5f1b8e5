package dev.millrace.operator.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.DeadSlices;
import dev.millrace.operator.EmptyLedger;
import dev.millrace.plan.Backfills;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.SqsQueue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

final class RedriveTest {

  private static final String WINDOW = "{\"types\":[\"T\"]}";

  private static final String TODAY = "{\"types\":[\"T\"],\"timestamp_from\":0}";

  private static final DocumentType T =
      DefinitionParser.parse("type: T\ncolumns: { n: { from: /data/n } }", "T.yaml");

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");

  private final DeadQueues queues = new DeadQueues();
  private final DeadLetterQueue imports = queues.create("import");
  private final DeadSlices slices = new DeadSlices(ledger.database());
  private final Redrive redrive = redrive(false);
  private int deleted;
  private int letters;
  private long slice;

  @BeforeEach
  void a_slice_has_died() {
    slice = ledger.slice("T", 0, 600);
    ledger.state(slice, SliceState.DEAD);
  }

  @Test
  void a_message_returns_unchanged_and_counts_the_redrive() {
    Map<String, String> attributes =
        Map.of("reason", "a bug", "message_id", "m", "first_seen", "2026-01-01T00:00:00Z");
    redrive.letter(letter(WINDOW, attributes), this::delete);

    assertThat(redrive.results()).containsExactly(Map.entry(RedriveResult.SENT, 1));
    assertThat(deleted).isEqualTo(1);
    Message sent = queues.messages("import").getFirst();
    assertThat(sent.body()).isEqualTo(WINDOW);
    assertThat(sent.attributes())
        .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "Group");
    assertThat(sent.messageAttributes())
        .containsOnlyKeys("replays", "message_id", "first_seen")
        .extractingFromEntries(entry -> entry.getValue().stringValue())
        .containsExactlyInAnyOrder("1", "m", "2026-01-01T00:00:00Z");
    assertThat(SqsQueue.delivery(sent))
        .returns("m", Delivery::firstId)
        .returns(Instant.parse("2026-01-01T00:00:00Z"), Delivery::firstSentAt);
  }

  /** Otherwise a message that dies at once would be redriven until it has no redrives left. */
  @Test
  void a_message_that_dies_again_meanwhile_waits_for_the_next_redrive() {
    DeadLetter first = letter(WINDOW, Map.of());
    redrive.letter(first, this::delete);
    queues.bodies("import");
    DeadLetter again =
        DeadLetter.of(
            imports,
            new Delivery("new", "r", WINDOW, "", 1, Instant.now(), first.delivery().redriven()));

    redrive.letter(again, this::delete);

    assertThat(redrive.results()).containsExactly(Map.entry(RedriveResult.SENT, 1));
    assertThat(deleted).isEqualTo(1);
    assertThat(queues.bodies("import")).hasSize(1);
  }

  @Test
  void letters_redriven_three_times_are_skipped() {
    redrive.letter(letter(TODAY, Map.of("replays", "2")), this::delete);
    redrive.letter(letter("thrice", Map.of("replays", "3")), this::delete);
    redrive.letter(letter("often", Map.of("replays", "30")), this::delete);

    assertThat(redrive.results())
        .containsOnly(
            Map.entry(RedriveResult.SENT, 1), Map.entry(RedriveResult.REDRIVEN_TOO_OFTEN, 2));
    assertThat(deleted).isEqualTo(1);
    assertThat(queues.bodies("import")).containsExactly(TODAY);
  }

  @Test
  void letters_without_room_for_the_counter_are_skipped() {
    redrive.letter(letter("x".repeat(1 << 20), Map.of()), this::delete);

    assertThat(redrive.results()).containsExactly(Map.entry(RedriveResult.TOO_LARGE, 1));
    assertThat(deleted).isZero();
  }

  @Test
  void a_letter_about_a_dead_slice_plans_it_and_is_gone() {
    redrive.letter(about(slice), this::delete);

    assertThat(redrive.results()).containsExactly(Map.entry(RedriveResult.PLANNED, 1));
    assertThat(deleted).isEqualTo(1);
    assertThat(ledger.state(slice)).isEqualTo(SliceState.PLANNED);
    assertThat(queues.bodies("import")).as("the dispatcher sends it").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "DEAD", mode = EnumSource.Mode.EXCLUDE)
  void a_letter_about_any_other_slice_is_settled(SliceState state) {
    ledger.state(slice, state);

    redrive.letter(about(slice), this::delete);

    assertThat(redrive.results()).containsExactly(Map.entry(RedriveResult.NOT_DEAD, 1));
    assertThat(deleted).isEqualTo(1);
    assertThat(ledger.state(slice)).isEqualTo(state);
  }

  @Test
  void a_letter_about_an_unknown_slice_stays() {
    redrive.letter(about(slice + 1), this::delete);

    assertThat(redrive.results()).containsExactly(Map.entry(RedriveResult.UNKNOWN_SLICE, 1));
    assertThat(deleted).isZero();
  }

  @Test
  void a_crash_between_plan_and_delete_leaves_a_superfluous_letter() {
    assertThatThrownBy(() -> redrive.letter(about(slice), RedriveTest::killed))
        .hasMessage("killed");
    assertThat(ledger.state(slice)).isEqualTo(SliceState.PLANNED);
    Redrive next = redrive(false);

    next.letter(about(slice), this::delete);

    assertThat(next.results()).containsExactly(Map.entry(RedriveResult.NOT_DEAD, 1));
    assertThat(deleted).isEqualTo(1);
  }

  @Test
  void a_crash_between_send_and_delete_loses_nothing() {
    assertThatThrownBy(() -> redrive.letter(letter(WINDOW, Map.of()), RedriveTest::killed))
        .hasMessage("killed");

    assertThat(queues.bodies("import")).containsExactly(WINDOW);
  }

  @Test
  void a_dry_run_reports_the_effects_and_changes_nothing() {
    Redrive dry = redrive(true);

    List.of(about(slice), about(slice), letter(WINDOW, Map.of()))
        .forEach(letter -> dry.letter(letter, this::delete));
    slices.stream().forEach(dry::slice);

    assertThat(dry.results())
        .containsOnly(
            Map.entry(RedriveResult.PLANNED, 1),
            Map.entry(RedriveResult.NOT_DEAD, 1),
            Map.entry(RedriveResult.SENT, 1));
    assertThat(deleted).isZero();
    assertThat(queues.bodies("import")).isEmpty();
    assertThat(ledger.state(slice)).isEqualTo(SliceState.DEAD);
  }

  @Test
  void a_dead_slice_without_a_letter_is_planned_from_the_ledger() {
    slices.stream().forEach(redrive::slice);

    assertThat(redrive.results()).containsExactly(Map.entry(RedriveResult.PLANNED, 1));
    assertThat(ledger.state(slice)).isEqualTo(SliceState.PLANNED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "UNREADABLE   | oops{",
        "UNREADABLE   | {\"version\":2,\"kind\":\"window\",\"types\":[\"T\"]}",
        "UNREADABLE   | {\"version\":1,\"kind\":\"sluice\"}",
        "UNREADABLE   | {\"types\":[\"T\"],\"timestamp_from\":1704067200000}",
        "UNKNOWN_TYPE | {\"types\":[\"T\",\"U\"],\"timestamp_from\":0}",
        "EMPTY_WINDOW | {\"types\":[\"T\"],\"timestamp_from\":99000000000}",
        "MISPLACED    | {\"kind\":\"buckets\",\"type\":\"T\",\"from\":0,\"to\":300}",
      })
  void a_message_that_a_worker_would_refuse_again_is_skipped_also_by_a_dry_run(
      RedriveResult result, String body) {
    Redrive dry = redrive(true);
    dry.letter(letter(body, Map.of()), this::delete);
    redrive.letter(letter(body, Map.of()), this::delete);

    assertThat(dry.results()).containsExactly(Map.entry(result, 1));
    assertThat(redrive.results()).containsExactly(Map.entry(result, 1));
    assertThat(deleted).isZero();
    assertThat(queues.bodies("import")).isEmpty();
  }

  @Test
  void a_hint_returns_to_its_queue_if_its_type_is_applied() {
    DeadLetterQueue aggregates = queues.create("aggregate");
    for (String type : List.of("T", "U")) {
      String body = "{\"kind\":\"buckets\",\"type\":\"%s\",\"from\":0,\"to\":300}".formatted(type);
      Delivery hint = new Delivery(type, "receipt", body, "", 1, Instant.now(), Map.of());
      redrive.letter(DeadLetter.of(aggregates, hint), this::delete);
    }

    assertThat(redrive.results())
        .containsOnly(Map.entry(RedriveResult.SENT, 1), Map.entry(RedriveResult.UNKNOWN_TYPE, 1));
    assertThat(queues.bodies("aggregate")).hasSize(1);
  }

  private Redrive redrive(boolean dryRun) {
    Prospect prospect = new Prospect(Catalogue.of(List.of(T)), new Backfills(ledger.database()));
    return new Redrive(slices, prospect, 3, dryRun);
  }

  private void delete() {
    deleted++;
  }

  private static void killed() {
    throw new IllegalStateException("killed");
  }

  private DeadLetter about(long slice) {
    return letter(
        """
        {"version":1,"kind":"slice","id":%d,"type":"T","from":0,"to":600}\
        """
            .formatted(slice),
        Map.of());
  }

  private DeadLetter letter(String body, Map<String, String> attributes) {
    return DeadLetter.of(
        imports,
        new Delivery("id " + ++letters, "receipt", body, "Group", 1, Instant.now(), attributes));
  }
}
