package dev.millrace.operator.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.sqs.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeadLetterGroupTest {

  private static final DeadQueues QUEUES = new DeadQueues();
  private static final DeadLetterQueue IMPORT = QUEUES.create("import");
  private static final DeadLetterQueue BACKFILL = QUEUES.create("backfill");
  private static final String HINT = "{\"kind\":\"buckets\",\"type\":\"T\",\"from\":0,\"to\":300}";

  @Test
  void letters_with_the_same_queue_type_and_reason_are_one_group() {
    DeadLetterCounter counter = new DeadLetterCounter();
    List.of(
            letter(IMPORT, "nonsense", "not JSON", 7),
            letter(IMPORT, HINT, "slice 4711 is unknown", 6),
            letter(IMPORT, HINT, "slice 815 is unknown", 5),
            letter(IMPORT, HINT, "slice 815 is unknown", 9),
            letter(BACKFILL, HINT, "slice 815 is unknown", 8),
            letter(BACKFILL, HINT, "slice 815 is unknown", 3))
        .forEach(counter::count);

    assertThat(counter.largestFirst())
        .containsExactly(
            new DeadLetterGroup("import", "T", "slice # is unknown", 3, Instant.ofEpochSecond(5)),
            new DeadLetterGroup(
                "backfill", "T", "slice 815 is unknown", 2, Instant.ofEpochSecond(3)),
            new DeadLetterGroup("import", "Group", "not JSON", 1, Instant.ofEpochSecond(7)));
  }

  @Test
  void a_letter_dead_lettered_by_sqs_has_no_reason() {
    DeadLetter letter =
        DeadLetter.of(
            IMPORT,
            new Delivery("id", "receipt", "{\"types\":[\"A\",\"B\"]}", "", 100, Instant.EPOCH));

    assertThat(letter.reason()).startsWith("no reason given: SQS dead-lettered it");
    assertThat(letter.type()).isEqualTo("A,B");
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', true",
    "815 IS, '', true",
    "slice # is, T, true",
    "slice 816, '', false",
    "'', t, false",
    "'', T, true",
  })
  void a_reason_is_selected_by_a_part_and_by_the_listed_text(
      String reason, String type, boolean wanted) {
    DeadLetter letter = letter(IMPORT, HINT, "slice 815 is unknown", 0);

    assertThat(new Selection(reason, type).test(letter)).isEqualTo(wanted);
  }

  private static DeadLetter letter(DeadLetterQueue from, String body, String reason, long second) {
    return DeadLetter.of(
        from,
        new Delivery(
            "id",
            "receipt",
            body,
            "Group",
            1,
            Instant.ofEpochSecond(second),
            Map.of("reason", reason)));
  }
}
