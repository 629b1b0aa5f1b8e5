package dev.millrace.worker.source.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.MalformedAnswerException;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.api.ScriptedSource.Request;
import dev.millrace.worker.source.guard.GuardedSource;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SourceClientTest {

  private static final Window WINDOW = new Window(600, 1200);

  @AutoClose private final ScriptedSource source = new ScriptedSource();
  private final GuardedSource client = source.client(InstantSource.system());

  @Test
  void the_key_goes_to_the_first_step_and_never_to_the_second() throws Exception {
    documents("GithubType");

    assertThat(onlyRequest(1).headers().get("x-api-key")).containsExactly(ScriptedSource.KEY);
    assertThat(onlyRequest(2).headers()).doesNotContainKey("x-api-key");
    assertThat(onlyRequest(2).uri().getQuery()).isEqualTo("signature=" + ScriptedSource.SIGNATURE);
  }

  @Test
  void the_last_second_asked_for_is_the_one_before_the_end_of_the_window() throws Exception {
    documents("GithubType");

    assertThat(onlyRequest(1).uri())
        .hasToString("/get_docs/GithubType?timestamp_from=600&timestamp_to=1199&just_url=true");
  }

  @Test
  void a_type_is_one_segment_of_the_path_whatever_it_is_called() throws Exception {
    documents("a b/c?d+é");

    assertThat(onlyRequest(1).uri().getRawPath()).isEqualTo("/get_docs/a%20b%2Fc%3Fd%2B%C3%A9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"all_docs_url\":\"%s\",\"most_recent_25_docs\":[]}",
        "{\"most_recent_25_docs\":[{\"url\":\"x\",\"data\":[[{}]]}],\"all_docs_url\":\"%s\"}",
        "{\"url\":\"%s\"}",
        " {\"url\":\"%s\",\"docs\":[{\"id\":\"old\"}]} ",
        "{\"url\":null,\"all_docs_url\":\"%s\"}",
        "{\"url\":\"http://127.0.0.1:1/never\",\"all_docs_url\":\"%s\"}",
        "\ufeff{\"url\":\"%s\"}"
      })
  void a_link_is_followed_under_whatever_name_it_comes(String answer) throws Exception {
    source.step1(source.json(answer)).step2(source.json("[{\"id\":1},{\"id\":2}]"));

    assertThat(documents("GithubType")).containsExactly("{\"id\":1}", "{\"id\":2}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{\"id\":1},{\"id\":2}]", " \n[ {\"id\":1} , {\"id\":2} ] "})
  void documents_in_the_first_answer_need_no_second_step(String answer) throws Exception {
    source.step1(source.json(answer));

    assertThat(documents("GithubType")).containsExactly("{\"id\":1}", "{\"id\":2}");
    assertThat(source.requests(2)).isEmpty();
  }

  @Test
  void either_step_may_answer_compressed() throws Exception {
    source.step1(source.gzip("{\"url\":\"%s\"}")).step2(source.gzip("[{\"id\":\"é\"}]"));

    assertThat(documents("GithubType")).containsExactly("{\"id\":\"é\"}");
    assertThat(onlyRequest(1).headers().get("Accept-Encoding")).containsExactly("gzip");
    assertThat(onlyRequest(2).headers().get("Accept-Encoding")).containsExactly("gzip");
  }

  @Test
  void compressed_documents_may_come_in_the_first_answer() throws Exception {
    source.step1(source.gzip("[1,2,3]"));

    assertThat(documents("GithubType")).containsExactly("1", "2", "3");
  }

  @Test
  void no_documents_are_an_empty_array() throws Exception {
    assertThat(documents("GithubType")).isEmpty();
  }

  @Test
  void an_answer_without_content_is_an_empty_array() throws Exception {
    source.step2(ScriptedSource.status(204));

    assertThat(documents("GithubType")).isEmpty();
    assertThat(source.requests(2)).hasSize(1);
  }

  @Test
  void an_answer_of_no_bytes_is_not_an_empty_array() throws Exception {
    source.step2(source.json(""));

    try (DocumentCursor stream = client.open("GithubType", WINDOW)) {
      assertThatThrownBy(stream::next)
          .isInstanceOfSatisfying(
              MalformedAnswerException.class, e -> assertThat(e.cutOff()).isTrue());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307})
  void a_redirect_is_not_followed_since_it_would_take_the_key_along(int status) {
    source.step1(ScriptedSource.status(status, "Location", source.address() + "/documents"));

    assertThatThrownBy(() -> client.open("GithubType", WINDOW))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("step 1 answered " + status);
    assertThat(source.requests(2)).isEmpty();
  }

  @Test
  void the_address_of_the_source_may_lack_its_last_slash() throws Exception {
    SourceSettings bare =
        new SourceSettings(URI.create(source.address() + "/get_docs"), ScriptedSource.KEY, 1 << 20);

    try (GuardedSource tolerant = ScriptedSource.client(bare, InstantSource.system());
        DocumentCursor documents = tolerant.open("T", new Window(0, 60))) {
      assertThat(documents.next()).isFalse();
    }
  }

  private Request onlyRequest(int step) {
    assertThat(source.requests(step)).hasSize(1);
    return source.requests(step).getFirst();
  }

  private List<String> documents(String type) throws IOException, InterruptedException {
    List<String> documents = new ArrayList<>();
    try (DocumentCursor stream = client.open(type, WINDOW)) {
      while (stream.next()) {
        documents.add(new String(stream.buffer(), stream.offset(), stream.length(), UTF_8));
      }
    }
    return documents;
  }
}
