package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.time.Window;
import dev.millrace.worker.TestQueues.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Each bad input ends in a counted class or as a dead letter; everything else continues. */
final class BadInputsTest {

  @AutoClose private final TestPipeline pipeline = new TestPipeline(TestDatabase.THINGS);

  @Test
  void bad_documents_are_rejected_alone_and_kept_as_they_came() throws Exception {
    List<String> documents =
        List.of(
            TestImport.thing("first", 1, "hammer"),
            "{this is no JSON}",
            "\"just a text\"",
            "{\"timestamp\":2,\"type\":\"Thing\",\"data\":{\"name\":\"no id\",\"at\":2}}",
            "{\"id\":\"null-data\",\"timestamp\":3,\"type\":\"Thing\",\"data\":null}",
            "{\"id\":\"no-time\",\"type\":\"Thing\",\"data\":{\"name\":\"x\",\"at\":2}}",
            "{\"id\":\"other\",\"timestamp\":3,\"type\":\"Other\",\"data\":{\"name\":\"x\"}}",
            TestImport.thing("long", 4, "x".repeat(101)),
            TestImport.thing("huge", 5, "x".repeat(2 << 20)),
            TestImport.thing("last", 6, "nail"));
    pipeline.source().documents(Faults.text("[" + String.join(",", documents) + "]"));
    pipeline.start(List.of());

    pipeline.backfill("Thing", new Window(0, 600));
    pipeline.awaitRest(1);

    pipeline.assertHolds(List.of("first hammer", "last nail"));
    assertThat(
            pipeline
                .database()
                .rows(
                    """
                    SELECT fetched, inserted, updated, unchanged, filtered, rejected
                    FROM millrace_attempt"""))
        .containsExactly("10 2 0 0 1 7");
    assertThat(
            pipeline
                .database()
                .rows(
                    """
                    SELECT reason, LEFT(raw, 1000000) FROM millrace_rejected
                    WHERE reason <> 'OVERSIZED' ORDER BY reason, raw"""))
        .containsExactlyInAnyOrder(
            "NOT_JSON " + documents.get(1),
            "NOT_AN_OBJECT " + documents.get(2),
            "NO_ID " + documents.get(3),
            "NO_TIMESTAMP " + documents.get(5),
            "WRONG_TYPE " + documents.get(6),
            "TOO_LONG " + documents.get(7));
    assertThat(
            pipeline
                .database()
                .rows("SELECT message FROM millrace_rejected WHERE reason = 'OVERSIZED'"))
        .singleElement()
        .asString()
        .contains("is larger than allowed");
  }

  @Test
  void bad_messages_become_dead_letters_with_their_reason() throws Exception {
    long dead = pipeline.database().plan("Thing", new Window(600, 1200));
    pipeline.database().run("UPDATE millrace_slice SET state = 'dead', error = 'it was hopeless'");
    Map<String, String> bad =
        Map.of(
            "no JSON at all",
            "not JSON",
            "{\"kind\":\"mystery\"}",
            "unknown kind 'mystery'",
            "{\"version\":2,\"kind\":\"slice\"}",
            "unknown version 2",
            "{\"kind\":\"slice\",\"id\":4711,\"type\":\"Thing\",\"from\":0,\"to\":60}",
            "slice 4711 is not in the ledger",
            "{\"kind\":\"buckets\",\"type\":\"Thing\",\"from\":0,\"to\":300}",
            "belongs on the aggregate queue",
            "{\"timestamp_from\":1704067200000,\"timestamp_to\":1706745600000}",
            "1704067200000, which looks like milliseconds; use seconds, 1704067200",
            "{\"timestamp_from\":4102444800}",
            "nothing can be imported: the window begins at 2100-01-01T00:00:00Z",
            "{\"types\":[\"Thing\"],\"timestamp_to\":1704067200}",
            "nothing can be imported: 'timestamp_to' is 2024-01-01T00:00:00Z",
            TestImport.message(dead),
            "it was hopeless");
    bad.keySet().forEach(body -> pipeline.queues().send("import", body));
    pipeline.queues().send("aggregate", "no JSON either");
    pipeline.queues().send("aggregate", TestImport.message(dead));
    pipeline.start(TestPipeline.things(30, "hammer"));

    pipeline.backfill("Thing", new Window(0, 600));
    pipeline.awaitRest(2);

    pipeline.assertHolds(TestPipeline.rows(30, "hammer"));
    List<DeadLetter> letters = deadLetters("import", bad.size());
    assertThat(letters)
        .extracting(DeadLetter::body)
        .containsExactlyInAnyOrderElementsOf(bad.keySet());
    letters.forEach(
        letter ->
            assertThat(letter.attributes())
                .containsEntry("worker", "test worker")
                .containsEntry("receive_count", "1")
                .hasEntrySatisfying(
                    "reason", reason -> assertThat(reason).contains(bad.get(letter.body()))));
    assertThat(deadLetters("aggregate", 2))
        .extracting(letter -> letter.attributes().get("reason"))
        .anyMatch(reason -> reason.startsWith("not JSON"))
        .anyMatch(reason -> reason.contains("belong on the import or backfill queue"));
  }

  private List<DeadLetter> deadLetters(String queue, int count) throws InterruptedException {
    List<DeadLetter> letters = new ArrayList<>();
    TestPipeline.await(
        () -> {
          letters.addAll(pipeline.queues().deadLetters(queue));
          return letters.size() >= count;
        },
        "come to the dead letters");
    assertThat(letters).hasSize(count);
    return letters;
  }
}
