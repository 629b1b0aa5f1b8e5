package dev.millrace.worker.source.http;

import static dev.millrace.worker.source.http.ScriptedApi.array;
import static dev.millrace.worker.source.http.ScriptedApi.document;
import static dev.millrace.worker.source.http.ScriptedApi.items;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.worker.source.UnexpectedAnswerException;
import dev.millrace.worker.source.guard.GuardedSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What says, or makes it likely, that the last answer was one page of several. */
final class HttpHintsTest {

  private static final String A = document("a", 1);
  private static final String B = document("b", 2);

  private final ScriptedApi api = new ScriptedApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void a_cursor_that_is_found_nowhere_is_a_sign_of_more() throws Exception {
    api.answersInTurn(items(",\"meta\":{\"next_cursor\":\"x\"}", A, B));

    api.read("documents: /items", "pages: { cursor: { param: cursor, at: /next } }");

    assertThat(api.hints())
        .singleElement()
        .asString()
        .contains(
            "there may be more documents than these: the answer has nothing at '/next', and the"
                + " answer has '/meta/next_cursor': x (pages, line 8 of the definition)");
  }

  @Test
  void an_answer_that_says_there_is_more_is_a_sign_where_pages_are_missing() throws Exception {
    api.answersInTurn(items(",\"next_cursor\":\"x\"", A, B));
    api.read("documents: /items");
    api.answersInTurn(items(",\"_links\":{\"next\":{\"href\":\"/items?page=2\"}}", A, B));
    api.read("documents: /items");

    assertThat(api.hints())
        .satisfiesExactly(
            first -> assertThat(first).contains("the answer has '/next_cursor': x"),
            second -> assertThat(second).contains("'/_links/next/href': /items?page=2"));
  }

  @Test
  void as_many_documents_as_a_parameter_asks_for_are_a_sign_of_more() throws Exception {
    api.answersInTurn(array(A, B));

    api.read("params: { limit: 2 }");

    assertThat(api.hints())
        .singleElement()
        .asString()
        .contains("2 documents, as many as the parameter 'limit' asks for");
  }

  @Test
  void a_last_page_that_says_so_is_no_sign_of_more() throws Exception {
    api.answersInTurn(items(",\"has_more\":false,\"next\":null,\"next_cursor\":\"\"", A, B));

    api.read("documents: /items");
    api.read("documents: /items", "pages: { next_url: /next }");

    assertThat(api.hints()).isEmpty();
  }

  @Test
  void numbers_of_all_documents_or_pages_are_signs_of_more() throws Exception {
    api.answersInTurn(items(",\"meta\":{\"total\":25,\"pages\":5}", A, B));
    api.read("documents: /items");
    api.answersInTurn(items(",\"total\":2,\"last_page\":1", A, B));
    api.read("documents: /items");

    assertThat(api.hints())
        .singleElement()
        .asString()
        .contains("the answer has '/meta/total': 25 and '/meta/pages': 5");
  }

  @Test
  void an_answer_that_says_there_is_more_is_not_whole() {
    api.answersInTurn(items(",\"has_more\":true", A));

    assertRefused("the answer has '/has_more': true (pages", "documents: /items");
  }

  @Test
  void an_object_in_place_of_a_cursor_is_no_end() {
    api.answersInTurn(items(",\"next\":{\"href\":\"/x\"}", A));

    assertRefused(
        "there is an object or an array at '/next' (pages.next_url, line",
        "documents: /items",
        "pages: { next_url: /next }");
    assertRefused(
        "there is an object or an array at '/next' (pages.cursor.at, line",
        "documents: /items",
        "pages: { cursor: { param: c, at: /next } }");
  }

  @Test
  void a_cursor_that_is_false_ends_the_pages() throws Exception {
    api.answersInTurn(items(",\"next\":false", A));

    assertThat(api.read("documents: /items", "pages: { next_url: /next }").documents()).hasSize(1);
  }

  @Test
  void a_user_name_in_a_next_link_is_refused_and_not_shown() {
    api.answersInTurn(items(",\"next\":\"http://me:hidden@127.0.0.1:1/\"", A));

    assertThatThrownBy(() -> api.read("documents: /items", "pages: { next_url: /next }"))
        .hasMessageContaining("the next page is at a URL with a user name")
        .hasMessageNotContaining("hidden");
  }

  private void assertRefused(String message, String... keys) {
    assertThatThrownBy(() -> api.read(keys))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining(message);
  }

  @Test
  void a_hint_is_given_once_for_a_definition() throws Exception {
    api.answersInTurn(array(A, B));
    GuardedSource client = api.client("params: { limit: 2 }");

    api.read(client, ScriptedApi.HOUR);
    api.read(client, ScriptedApi.HOUR);

    assertThat(api.hints()).hasSize(1);
  }

  @Test
  void only_text_is_the_url_of_a_next_page() {
    for (String next : List.of("true", "7")) {
      api.answersInTurn(items(",\"next\":" + next, A));

      assertThatThrownBy(() -> api.read("documents: /items", "pages: { next_url: /next }"))
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining(
              "%s at '/next' is not a URL (pages.next_url, line 8 of the definition); write the"
                      .formatted(next)
                  + " place of a URL, or another form of pages");
    }
    assertThat(api.asked()).hasSize(2);
  }

  @Test
  void true_is_no_cursor_but_numbers_and_texts_are() throws Exception {
    api.answersInTurn(items(",\"next\":true", A));
    assertThatThrownBy(
            () -> api.read("documents: /items", "pages: { cursor: { param: cursor, at: /next } }"))
        .hasMessageContaining("true at '/next' is not a cursor");

    for (String cursor : List.of("7", "\"true\"")) {
      api.asked().clear();
      api.answersInTurn(items(",\"next\":" + cursor, A), items("", B));
      api.read("documents: /items", "pages: { cursor: { param: cursor, at: /next } }");
      assertThat(api.asked("cursor")).containsExactly("", cursor.replace("\"", ""));
    }
  }
}
