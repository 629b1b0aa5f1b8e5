package dev.millrace.worker.source.http;

import static dev.millrace.worker.source.http.ScriptedApi.AT;
import static dev.millrace.worker.source.http.ScriptedApi.array;
import static dev.millrace.worker.source.http.ScriptedApi.document;
import static dev.millrace.worker.source.http.ScriptedApi.enveloped;
import static dev.millrace.worker.source.http.ScriptedApi.items;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.worker.TestPipeline;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.UnexpectedAnswerException;
import dev.millrace.worker.source.http.ScriptedApi.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Only the source's word ends the pages of a window. */
final class HttpPagesTest {

  private static final String A = document("a", 1);
  private static final String B = document("b", 2);
  private static final String C = document("c", 3);
  private static final String[] ABC = {enveloped("a", 1), enveloped("b", 2), enveloped("c", 3)};

  private final ScriptedApi api = new ScriptedApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void links_are_followed_as_given_until_there_is_none() throws Exception {
    api.answers(
        asked ->
            switch (asked.path()) {
              case "/items" ->
                  Reply.of(200, array(A))
                      .with("link", "</other>; rel=\"prev\", </page/2?x=1%2F2>; rel=\"next last\"");
              case "/page/2" ->
                  Reply.of(200, "[]").with("link", "<" + api.url() + "/page/3>; rel=next");
              default -> Reply.of(200, array(B, C)).with("link", "</items>; rel=\"first\"");
            });

    assertThat(api.read("pages: { link: next }").documents()).containsExactly(ABC);
    assertThat(api.asked().get(1).params()).containsEntry("x", "1/2");
  }

  @Test
  void a_url_in_the_answer_is_followed() throws Exception {
    api.answersInTurn(items(",\"next\":\"?cursor=x\"", A), items(",\"next\":null", B, C));

    assertThat(api.read("documents: /items", "pages: { next_url: /next }").documents())
        .containsExactly(ABC);
    assertThat(api.asked("cursor")).containsExactly("", "x");
  }

  @Test
  void a_cursor_is_sent_with_all_parameters_until_it_is_empty() throws Exception {
    api.answersInTurn(
        items(",\"meta\":{\"next\":\"x==\"}", A),
        items(",\"meta\":{\"next\":\"y\"}"),
        "{\"meta\":{\"next\":\"\"},\"items\":%s}".formatted(array(B, C)));

    assertThat(
            api.read("documents: /items", "pages: { cursor: { param: cursor, at: /meta/next } }")
                .documents())
        .containsExactly(ABC);
    assertThat(api.asked("cursor")).containsExactly("", "x==", "y");
    assertThat(api.asked("since")).containsOnly(Long.toString(ScriptedApi.AT));
  }

  @Test
  void the_next_page_is_fetched_while_one_is_read_and_no_other() throws Exception {
    api.answersInTurn(
        items(",\"next\":\"x\"", A), items(",\"next\":\"y\"", B), items(",\"next\":null", C));
    String pages = "pages: { cursor: { param: cursor, at: /next } }";

    try (DocumentCursor documents =
        api.client("documents: /items", pages).open("Items", ScriptedApi.HOUR)) {
      assertThat(documents.next()).isTrue();
      TestPipeline.await(() -> api.asked().size() == 2, "ask for the second page");

      assertThat(documents.next()).isTrue();
      assertThat(documents.next()).isTrue();
      assertThat(documents.next()).isFalse();
    }
    assertThat(api.asked("cursor")).containsExactly("", "x", "y");
  }

  /** A document decides whether the next page is needed. */
  @Test
  void no_page_is_fetched_beyond_the_edge_of_a_window_that_the_order_ends() throws Exception {
    api.answersInTurn(items(",\"next\":\"x\"", A, document("z", 9_000)));

    api.read(
        "documents: /items",
        "window: { from: since, as: s }",
        "order: ascending",
        "pages: { cursor: { param: cursor, at: /next } }");

    assertThat(api.asked()).hasSize(1);
  }

  @Test
  void the_last_id_is_sent_while_there_is_more() throws Exception {
    api.answersInTurn(items(",\"more\":true", A, B), items(",\"more\":false", C));

    assertThat(
            api.read("documents: /items", "pages: { last_id: { param: after, more: /more } }")
                .documents())
        .containsExactly(ABC);
    assertThat(api.asked("after")).containsExactly("", "b");
  }

  @Test
  void the_last_id_is_sent_until_a_page_is_empty() throws Exception {
    api.answersInTurn(array(A, B), array(C), "[]");

    assertThat(api.read("pages: { last_id: { param: after } }").documents()).containsExactly(ABC);
    assertThat(api.asked("after")).containsExactly("", "b", "c");
  }

  @Test
  void pages_are_numbered_until_one_is_empty() throws Exception {
    api.answersInTurn(array(A, B), array(C), "[]");

    assertThat(api.read("pages: { page: { param: page, first: 0 } }").documents())
        .containsExactly(ABC);
    assertThat(api.asked("page")).containsExactly("0", "1", "2");
  }

  @Test
  void an_offset_moves_by_the_documents_that_came() throws Exception {
    api.answersInTurn(array(A, B), array(C), "[]");

    assertThat(api.read("pages: { offset: { param: start, size: 2 } }").documents())
        .containsExactly(ABC);
    assertThat(api.asked("start")).containsExactly("0", "2", "3");
  }

  @Test
  void a_page_above_the_size_is_refused() {
    api.answersInTurn(array(A, B, C));

    assertRefused("3 documents, more than 2", "pages: { offset: { param: start, size: 2 } }");
  }

  @Test
  void the_same_page_twice_is_refused() {
    api.answersInTurn(array(A, B));

    assertRefused("the same page came twice (pages, line", "pages: { page: { param: page } }");
    assertThat(api.asked()).hasSize(2);
  }

  @Test
  void the_same_cursor_twice_is_refused() {
    api.answersInTurn(
        items(",\"next\":\"x\"", A), items(",\"next\":\"y\"", B), items(",\"next\":\"x\"", C));

    assertRefused(
        "the same cursor came twice",
        "documents: /items",
        "pages: { cursor: { param: cursor, at: /next } }");
  }

  @Test
  void a_cursor_that_never_ends_is_refused() {
    api.answers(_ -> Reply.of(200, items(",\"next\":%d".formatted(api.asked().size()))));

    assertRefused(
        "1000 pages without a document came",
        "documents: /items",
        "pages: { cursor: { param: cursor, at: /next } }");
  }

  @Test
  void an_answer_with_a_next_link_is_not_whole() {
    api.answers(_ -> Reply.of(200, array(A)).with("link", "</page/2>; rel=\"next\""));

    assertRefused("write pages: { link: next }");
  }

  @Test
  void more_must_be_said() {
    api.answersInTurn(items("", A));

    assertRefused(
        "there is nothing at '/more'",
        "documents: /items",
        "pages: { last_id: { param: after, more: /more } }");
  }

  @Test
  void a_next_link_to_another_host_is_not_followed() {
    api.answers(
        _ -> Reply.of(200, array(A)).with("link", "<http://127.0.0.2:9/items>; rel=\"next\""));

    assertRefused("the host '127.0.0.2:9', which is not asked", "pages: { link: next }");
    assertThat(api.asked()).hasSize(1);
  }

  @Test
  void a_redirect_on_the_host_is_followed_with_the_credentials() throws Exception {
    api.answers(
        asked ->
            asked.path().equals("/items")
                ? Reply.of(302, "").with("location", "/moved")
                : Reply.of(200, array(A)));

    assertThat(api.read("auth: { bearer: A_TOKEN }").documents()).containsExactly(ABC[0]);
    assertThat(api.asked().getLast().headers()).containsKey("authorization");
  }

  @Test
  void a_redirect_to_another_host_is_not_followed() {
    api.answers(_ -> Reply.of(302, "").with("location", "http://127.0.0.2:9/items"));

    assertThatThrownBy(() -> api.read("auth: { bearer: A_TOKEN }"))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("redirected to the host '127.0.0.2:9', but only '127.0.0.1")
        .hasMessageEndingWith("(url, line 3 of the definition); write the url that answers");
    assertThat(api.asked()).hasSize(1);
  }

  @Test
  void a_redirect_to_itself_is_followed_three_times() {
    api.answers(_ -> Reply.of(302, "").with("location", "/items"));

    assertThatThrownBy(() -> api.read()).hasMessageContaining("was redirected more than 3 times");
    assertThat(api.asked()).hasSize(4);
  }

  /** What was a text stays one in a JSON body, though it has only digits. */
  @Test
  void a_cursor_is_sent_as_it_came_in_a_body() throws Exception {
    api.answersInTurn(
        items(",\"next\":\"007\"", A), items(",\"next\":8", B), items(",\"next\":null", C));

    api.read(
        "method: POST", "documents: /items", "pages: { cursor: { param: cursor, at: /next } }");

    assertThat(api.asked())
        .extracting(ScriptedApi.Asked::body)
        .satisfiesExactly(
            first -> assertThat(first).doesNotContain("cursor"),
            second -> assertThat(second).contains("\"cursor\":\"007\""),
            third -> assertThat(third).contains("\"cursor\":8}"));
  }

  @Test
  void the_last_id_is_sent_as_it_came_in_a_body() throws Exception {
    api.answersInTurn(array(document("12", 1)), "[{\"id\":13,\"at\":%d}]".formatted(AT), "[]");

    api.read("method: POST", "pages: { last_id: { param: after } }");

    assertThat(api.asked().get(1).body()).contains("\"after\":\"12\"");
    assertThat(api.asked().get(2).body()).contains("\"after\":13}");
  }

  @Test
  void a_404_after_a_numbered_page_names_the_other_forms() {
    api.answers(
        _ -> api.asked().size() == 1 ? Reply.of(200, array(A)) : Reply.of(404, "Invalid page."));

    assertThatThrownBy(() -> api.read("pages: { page: { param: page } }"))
        .hasMessageEndingWith(
            "; if this is the page after the last one, write pages: { next_url: … } or { link: next"
                + " }");
  }

  @Test
  void a_page_that_is_cut_off_is_asked_for_again() throws Exception {
    api.answers(
        _ -> {
          Reply whole =
              api.asked().size() < 2
                  ? Reply.of(200, array(A)).with("link", "</2>; rel=next")
                  : Reply.of(200, array(B, C));
          return api.asked().size() == 2 ? whole.cut() : whole;
        });

    assertThat(api.read("pages: { link: next }").documents()).containsExactly(ABC);
    assertThat(api.asked()).hasSize(3);
  }

  private void assertRefused(String message, String... keys) {
    assertThatThrownBy(() -> api.read(keys))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining(message);
  }
}
