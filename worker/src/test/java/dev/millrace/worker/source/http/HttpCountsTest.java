package dev.millrace.worker.source.http;

import static dev.millrace.worker.source.http.ScriptedApi.AT;
import static dev.millrace.worker.source.http.ScriptedApi.array;
import static dev.millrace.worker.source.http.ScriptedApi.document;
import static dev.millrace.worker.source.http.ScriptedApi.enveloped;
import static dev.millrace.worker.source.http.ScriptedApi.items;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.time.Window;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import dev.millrace.worker.source.UnexpectedAnswerException;
import dev.millrace.worker.source.http.ScriptedApi.Read;
import dev.millrace.worker.source.http.ScriptedApi.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a window holds, and what the source says that it holds. */
final class HttpCountsTest {

  private static final String A = document("a", 1);
  private static final String B = document("b", 2);

  private final ScriptedApi api = new ScriptedApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void documents_outside_of_the_window_are_told_apart() throws Exception {
    api.answersInTurn(
        array(document("before", -1), document("first", 0), document("last", 3_599)),
        array(document("after", 3_600)));

    Read read = api.read("window: { from: since, to: until, as: s, overlap: 5m }");
    Read edge = api.read();

    assertThat(read.documents()).containsExactly(enveloped("first", 0), enveloped("last", 3_599));
    assertThat(read.outside()).isEqualTo(1);
    assertThat(edge.outside()).isEqualTo(1);
    assertThat(api.asked("since").getFirst()).isEqualTo(Long.toString(AT - 300));
  }

  @Test
  void a_unit_that_is_too_small_is_recognised() {
    api.answersInTurn("[{\"id\":\"a\",\"at\":%d},{\"id\":\"b\",\"at\":%d}]".formatted(AT, AT));

    assertThatThrownBy(() -> api.read("timestamp: { from: /at, unit: ms }"))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("all 2 documents are outside the window")
        .hasMessageEndingWith("is `unit` wrong? write unit: s");
  }

  @Test
  void a_unit_that_is_too_large_is_recognised() {
    api.answersInTurn("[{\"id\":\"a\",\"at\":%d000}]".formatted(AT));

    assertThatThrownBy(() -> api.read())
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("the only document is outside the window")
        .hasMessageEndingWith("is `unit` wrong? write unit: ms");
  }

  @Test
  void a_source_that_ignores_the_window_is_recognised() {
    api.answersInTurn(array(document("a", -90_000), document("b", -80_000)));

    assertThatThrownBy(() -> api.read())
        .hasMessageContaining("all 2 documents are outside the window, for instance at 2024-05-30")
        .hasMessageContaining("know the parameters of window");
  }

  @Test
  void an_open_window_ends_with_the_order_of_the_documents() throws Exception {
    api.answersInTurn(array(A, B), array(document("c", 3_599), document("d", 3_600)), "[]");

    Read read =
        api.read(
            "window: { from: since, as: s }",
            "order: ascending",
            "pages: { page: { param: page } }");

    assertThat(read.documents()).hasSize(3);
    assertThat(read.outside()).isEqualTo(1);
    assertThat(api.asked()).hasSize(2);
  }

  @Test
  void a_window_without_a_start_ends_at_the_first_older_document() throws Exception {
    api.answersInTurn(array(document("c", 3_000), B), array(A, document("z", -1)), "[]");

    Read read =
        api.read(
            "window: { to: until, as: s }",
            "order: descending",
            "pages: { page: { param: page } }");

    assertThat(read.documents()).hasSize(3);
    assertThat(api.asked()).hasSize(2);
  }

  @Test
  void another_order_than_that_of_an_open_window_is_refused() {
    api.answersInTurn(array(A, B));

    assertThatThrownBy(() -> api.read("window: { to: until, as: s }", "order: descending"))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("(order, line");
  }

  @Test
  void an_error_that_says_too_many_splits() {
    api.answers(_ -> Reply.of(400, "20001 matching events exceeds search limit of 20000"));

    SourceUnavailableException e =
        tooMany(ScriptedApi.HOUR, "too_many: { status: 400, says: exceeds search limit }");

    assertThat(e.getMessage()).contains("20001 matching events");
  }

  @Test
  void another_error_with_that_status_does_not_split() {
    api.answers(_ -> Reply.of(400, "Bad starttime value"));

    SourceUnavailableException e =
        catchThrowableOfType(
            SourceUnavailableException.class,
            () -> api.read("too_many: { status: 400, says: exceeds search limit }"));

    assertThat(e.kind()).isEqualTo(Kind.FAILS);
  }

  @Test
  void as_many_documents_as_the_source_gives_may_not_be_all() throws Exception {
    api.answersInTurn(array(A, B));

    assertThat(tooMany(ScriptedApi.HOUR, "too_many: { documents: 2 }").getMessage())
        .contains("no more than 2 documents of this window");
    assertThat(tooMany(new Window(AT + 1, AT + 2), "too_many: { documents: 2 }").getMessage())
        .contains("no more than 2 documents of this second");
    assertThat(api.read("too_many: { documents: 3 }").documents()).hasSize(2);
  }

  @Test
  void a_window_that_has_too_many_by_its_count_is_split_before_its_first_page() {
    api.answers(
        asked ->
            Reply.of(200, asked.path().equals("/count") ? "{\"n\":9}" : array(document("a", 1))));

    assertThatThrownBy(
            () -> api.read("too_many: { documents: 5 }", "count: { url: '{url}/count', at: /n }"))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessage("the source gives no more than 5 documents of this window");
    assertThat(api.asked()).hasSize(1);
  }

  private SourceUnavailableException tooMany(Window window, String key) {
    SourceUnavailableException e =
        catchThrowableOfType(SourceUnavailableException.class, () -> api.read(window, key));
    assertThat(e.kind()).isEqualTo(Kind.TOO_MANY);
    return e;
  }

  @Test
  void the_count_in_the_answer_must_be_met() throws Exception {
    api.answersInTurn(
        items(",\"total\":3,\"next\":\"x\"", A, B),
        items(",\"total\":3", document("late", 3_600)),
        items(",\"total\":3", A, B));
    String pages = "pages: { cursor: { param: cursor, at: /next } }";

    Read whole = api.read("documents: /items", "count: { at: /total }", pages);

    assertThat(whole.documents()).hasSize(2);
    assertThat(whole.outside()).isEqualTo(1);
    assertThatThrownBy(() -> api.read("documents: /items", "count: { at: /total }", pages))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("the source says that it has 3 documents")
        .hasMessageContaining("but 2 came (count, line");
  }

  @Test
  void the_count_of_a_request_of_its_own_must_be_met() throws Exception {
    api.answers(
        asked ->
            asked.path().equals("/count")
                ? Reply.of(200, "{\"count\":2,\"maxAllowed\":20000}")
                : Reply.of(200, array(A, B)));

    assertThat(api.read("count: { url: '{url}/count', at: /count }").documents()).hasSize(2);
    assertThat(api.asked("since")).containsExactly(Long.toString(AT), Long.toString(AT));
    assertThatThrownBy(() -> api.read("count: { url: '{url}/count', at: /number }"))
        .hasMessageContaining("there is no number at '/number' (count.at, line");
  }

  @Test
  void one_id_for_two_documents_of_a_page_is_refused() throws Exception {
    api.answersInTurn(array(A, B, A), array(A, document("a", 2)));

    assertThat(api.read().documents()).hasSize(3);
    assertThatThrownBy(() -> api.read())
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("two different documents of an answer have the id 'a' (id, line");
  }
}
