package dev.millrace.worker.source.http;

import static dev.millrace.worker.source.http.ScriptedApi.array;
import static dev.millrace.worker.source.http.ScriptedApi.document;
import static dev.millrace.worker.source.http.ScriptedApi.items;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What makes it likely that the last answer was one page of several. */
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
    api.answersInTurn(items(",\"has_more\":true", A, B));
    api.read("documents: /items");
    api.answersInTurn(items(",\"_links\":{\"next\":{\"href\":\"/items?page=2\"}}", A, B));
    api.read("documents: /items");

    assertThat(api.hints())
        .satisfiesExactly(
            first -> assertThat(first).contains("the answer has '/has_more': true"),
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
}
