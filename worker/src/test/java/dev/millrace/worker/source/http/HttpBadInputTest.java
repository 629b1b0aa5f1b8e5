package dev.millrace.worker.source.http;

import static dev.millrace.worker.source.http.ScriptedApi.AT;
import static dev.millrace.worker.source.http.ScriptedApi.array;
import static dev.millrace.worker.source.http.ScriptedApi.document;
import static dev.millrace.worker.source.http.ScriptedApi.enveloped;
import static dev.millrace.worker.source.http.ScriptedApi.items;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.time.Window;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.UnexpectedAnswerException;
import dev.millrace.worker.source.http.ScriptedApi.Read;
import dev.millrace.worker.source.http.ScriptedApi.Reply;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a source may do wrong, and what a stranger is told to do about it. */
final class HttpBadInputTest {

  private static final DocumentType TYPE =
      DefinitionParser.parse(
          """
          type: Items
          source:
            url: https://api.example.org/items
            window: { from: since, to: until, as: s }
            documents: ''
            id: [/owner/id, /number]
            timestamp: { from: /at, unit: s }
          columns: { a: { from: /data/a } }
          """,
          "Items.yaml");

  private final ScriptedApi api = new ScriptedApi();
  private final DocumentMapper mapper = new DocumentMapper(TYPE);

  @AfterEach
  void close() {
    api.close();
  }

  private Rejected rejected(String document) {
    byte[] bytes = document.getBytes(UTF_8);
    Envelope envelope = new Envelope(Objects.requireNonNull(TYPE.http()));
    envelope.take(bytes, 0, bytes.length);
    return (Rejected) mapper.map(envelope.bytes(), 0, envelope.length());
  }

  private void assertRefused(String message, String... keys) {
    assertThatThrownBy(() -> api.read(keys))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("GET " + api.url());
  }

  @Test
  void a_missing_id_names_the_place_of_the_definition() {
    Rejected missing = rejected("{\"number\":7,\"at\":%d}".formatted(AT));

    assertThat(missing.reason()).isEqualTo(Reason.NO_ID);
    assertThat(missing.message())
        .isEqualTo(
            "expected an id at /owner/id and /number of the original document, found none; check id"
                + " of the source");
  }

  @Test
  void a_missing_or_unreadable_moment_names_the_place_of_the_definition() {
    Rejected missing = rejected("{\"owner\":{\"id\":1},\"number\":7}");
    Rejected unreadable = rejected("{\"owner\":{\"id\":1},\"number\":7,\"at\":\"soon\"}");

    assertThat(missing.reason()).isEqualTo(Reason.NO_TIMESTAMP);
    assertThat(missing.message())
        .isEqualTo(
            "expected unix seconds at /at of the original document, found none; check timestamp of the"
                + " source");
    assertThat(unreadable.message()).contains("at /at of the original document, found 'soon'");
  }

  @Test
  void a_page_that_leads_to_itself_is_refused() {
    api.answers(
        _ -> Reply.of(200, array(document("a", 1))).with("link", "</items?page=1>; rel=\"next\""));

    assertRefused("the same page came twice (pages, line", "pages: { link: next }");
    assertThat(api.asked()).hasSize(2);
  }

  /** Two bytes in a page, eight in memory. */
  @Test
  void a_page_of_millions_of_tiny_documents_is_refused() {
    api.answers(_ -> Reply.of(200, "[" + "1,".repeat(1_000_000) + "1]"));

    assertRefused("the page has more than 1000000 documents (documents, line");
  }

  @Test
  void pages_that_lead_in_a_circle_are_refused() {
    api.answers(
        _ -> {
          int request = api.asked().size();
          return Reply.of(200, array(document("a" + request, 1)))
              .with("link", "</items?page=%d>; rel=\"next\"".formatted(request % 3));
        });

    assertRefused("the same cursor came twice (pages, line", "pages: { link: next }");
    assertThat(api.asked()).hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void a_cursor_that_never_ends_is_refused_though_every_page_has_documents() {
    api.answers(
        _ -> {
          int request = api.asked().size();
          // One document for ever, under ever new cursors.
          return Reply.of(200, items(",\"next\":\"c%d\"".formatted(request), document("a", 1)));
        });

    assertRefused(
        "the same page came twice",
        "documents: /items",
        "pages: { cursor: { param: cursor, at: /next } }");
  }

  @Test
  void all_500_documents_in_the_wrong_unit_fail_the_attempt() {
    api.answersInTurn(
        array(
            IntStream.range(0, 500)
                .mapToObj(i -> "{\"id\":%d,\"at\":%d}".formatted(i, 1_000L * (AT + i)))
                .toArray(String[]::new)));

    assertThatThrownBy(() -> api.read())
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("all 500 documents are outside the window")
        .hasMessageContaining("(timestamp, line 7 of the definition)")
        .hasMessageEndingWith("is `unit` wrong? write unit: ms");
  }

  @Test
  void a_document_of_10_mb_is_rejected_and_the_others_are_read() throws Exception {
    String large = "{\"id\":\"b\",\"at\":%d,\"text\":\"%s\"}".formatted(AT, "x".repeat(10 << 20));
    api.answersInTurn(array(document("a", 1), large, document("c", 3)));

    try (DocumentCursor cursor = api.client().open("Items", ScriptedApi.HOUR)) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.oversized()).isTrue();
      Rejected rejected =
          DocumentMapper.oversized(
              cursor.buffer(), cursor.offset(), cursor.length(), cursor.documentBytes());
      assertThat(rejected.reason()).isEqualTo(Reason.OVERSIZED);
      assertThat(rejected.key()).hasToString("b");
      assertThat(rejected.message())
          .isEqualTo(
              "a document of %d bytes is larger than allowed; raise MILLRACE_DOCUMENT_BYTES if it is one that should be stored"
                  .formatted(large.length()));
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.next()).isFalse();
    }
  }

  @Test
  void a_source_whose_clock_is_ahead_is_counted_outside_and_read_by_a_later_window()
      throws Exception {
    api.answersInTurn(array(document("ahead", 3_900), document("on time", 10)));

    Read early = api.read();
    Read later = api.read(new Window(AT + 3_600, AT + 7_200));

    assertThat(early.outside()).isEqualTo(1);
    assertThat(early.documents()).hasSize(1);
    assertThat(later.documents()).singleElement().asString().contains("\"ahead\"");
  }

  @Test
  void a_count_that_disagrees_names_both_numbers_and_what_to_check() {
    api.answersInTurn(items(",\"total\":7", document("a", 1)));

    assertThatThrownBy(() -> api.read("documents: /items", "count: { at: /total }"))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("the source says that it has 7 documents of [2024-05-31T12:00:00Z")
        .hasMessageContaining("but 1 came (count, line")
        .hasMessageEndingWith(
            "the attempt is repeated; if it fails again, check pages, or write too_many:"
                + " { documents: 1 } if the source never gives more");
  }

  @Test
  void two_different_lines_with_one_id_fail_the_attempt() {
    api.answersInTurn(document("a", 1) + "\n" + document("b", 2) + "\n" + document("a", 3));

    assertRefused(
        "two different documents of an answer have the id 'a' (id, line", "documents: lines");
  }

  @Test
  void the_same_line_twice_and_versions_of_a_document_are_read() throws Exception {
    api.answersInTurn(document("a", 1) + "\n" + document("a", 1));
    assertThat(api.read("documents: lines").documents()).hasSize(2);

    api.answersInTurn(document("a", 1) + "\n" + document("a", 3));
    assertThat(
            api.read("documents: lines", "timestamp: { from: /at, unit: s, moves: true }")
                .documents())
        .hasSize(2);
  }

  /** Only so many ids of lines are kept, so that a file of any size is read in bounded memory. */
  @Test
  void lines_far_apart_with_one_id_are_read() throws Exception {
    String others =
        IntStream.range(0, 20_000)
            .mapToObj(i -> document("x" + i, 1))
            .collect(Collectors.joining("\n"));
    api.answersInTurn(document("a", 1) + "\n" + others + "\n" + document("a", 3));

    assertThat(api.read("documents: lines").documents()).hasSize(20_002);
  }

  @Test
  void an_object_in_place_of_the_array_names_the_arrays_in_it() {
    api.answersInTurn("{\"data\":{\"orders\":[],\"total\":0}}");
    assertRefused("write documents: /data/orders", "documents: /data");

    api.answersInTurn("{\"data\":{\"7\":{\"a\":1}}}");
    assertRefused("members of an object are not supported", "documents: /data");
  }

  @Test
  void an_empty_answer_with_status_200_is_no_empty_window() {
    api.answers(_ -> Reply.of(200, ""));

    assertThatThrownBy(() -> api.read("documents: /items"))
        .hasMessageContaining(
            "there is nothing at '/items', where the array of documents should be; the answer is nothing");
  }

  @Test
  void a_page_for_people_is_no_document_of_lines() {
    api.answersInTurn("\n  <!DOCTYPE html>\n<html><body>log in</body></html>\n");

    assertThatThrownBy(() -> api.read("documents: lines"))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("is not JSON: '<!DOCTYPE html>'");
  }

  @Test
  void a_part_of_an_answer_and_one_that_is_not_there_yet_are_no_answers() {
    api.answers(_ -> Reply.of(206, array(document("a", 1))));
    assertRefused("the answer is a part of the documents (206)");

    api.answers(_ -> Reply.of(202, "[]"));
    assertThatThrownBy(() -> api.read())
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("was answered with 202");
  }

  @Test
  void lines_that_are_cut_within_the_last_one_fail_the_attempt() {
    String lines = document("a", 1) + "\n" + document("b", 2);
    api.answersInTurn(lines.substring(0, lines.length() - 4));

    assertThatThrownBy(() -> api.read("documents: lines"))
        .hasMessageContaining("is cut off within its line 2");
  }

  @Test
  void a_byte_order_mark_is_no_part_of_the_first_line() throws Exception {
    api.answersInTurn("\ufeff" + document("a", 1) + "\n" + document("b", 2) + "\n");

    assertThat(api.read("documents: lines").documents())
        .containsExactly(enveloped("a", 1), enveloped("b", 2));
  }
}
