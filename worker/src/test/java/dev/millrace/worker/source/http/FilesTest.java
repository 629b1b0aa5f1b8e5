package dev.millrace.worker.source.http;

import static dev.millrace.worker.source.http.ScriptedApi.AT;
import static dev.millrace.worker.source.http.ScriptedApi.HOUR;
import static dev.millrace.worker.source.http.ScriptedApi.document;
import static dev.millrace.worker.source.http.ScriptedApi.enveloped;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.time.Window;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import dev.millrace.worker.source.UnexpectedAnswerException;
import dev.millrace.worker.source.guard.GuardedSource;
import dev.millrace.worker.source.http.ScriptedApi.Asked;
import dev.millrace.worker.source.http.ScriptedApi.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A source of files: the requests of a window, and files that are not there. */
final class FilesTest {

  private static final String HOURS =
      """
      type: Items
      recheck: [1h, 6h]
      source:
        files: '{url}/{yyyy}/{MM}/{dd}/{HH}.json.gz'
        id: /id
        timestamp: { from: /at, unit: s }
      columns: { a: { from: /data/a } }
      """;

  private static final Instant NEXT_DAY = Instant.ofEpochSecond(AT + 24 * 3_600);

  @AutoClose private final ScriptedApi api = new ScriptedApi();

  private static byte[] compressed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static Reply file(String... lines) {
    return Reply.of(200, String.join("\n", lines));
  }

  @Test
  void a_slice_reads_each_file_of_its_window_once_and_in_order() throws Exception {
    api.answers(
        asked ->
            switch (asked.path()) {
              case "/2024/05/31/12.json.gz" -> file(document("a", 0), "", document("b", 3_599));
              case "/2024/05/31/13.json.gz" -> file();
              case "/2024/05/31/14.json.gz" -> file(document("c", 7_200));
              default -> Reply.of(404, "no such file");
            });

    ScriptedApi.Read read = api.read(api.clientOf(HOURS, NEXT_DAY), new Window(AT, AT + 3 * 3_600));

    assertThat(read.documents())
        .containsExactly(enveloped("a", 0), enveloped("b", 3_599), enveloped("c", 7_200));
    assertThat(api.asked())
        .extracting(Asked::path)
        .containsExactly(
            "/2024/05/31/12.json.gz", "/2024/05/31/13.json.gz", "/2024/05/31/14.json.gz");
    assertThat(api.asked()).allMatch(asked -> asked.params().isEmpty());
  }

  @Test
  void a_file_in_several_compressed_parts_is_read_to_its_end() throws Exception {
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    StringBuilder first = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      first.append(document("a" + i, i % 3_600)).append('\n');
    }
    parts.write(compressed(first.toString()));
    parts.write(compressed(document("b", 2) + "\n"));
    parts.write(compressed(document("c", 3) + "\n"));
    api.answers(_ -> Reply.of(200, parts.toByteArray()));

    assertThat(api.read(api.clientOf(HOURS, NEXT_DAY), HOUR).documents()).hasSize(5_002);
  }

  @Test
  void a_file_that_is_cut_off_is_no_shorter_file() throws Exception {
    byte[] whole = compressed((document("a", 0) + "\n").repeat(2_000));
    api.answers(_ -> Reply.of(200, whole).cut());

    assertThatThrownBy(() -> read(HOURS))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("the source failed for GET ");
  }

  @Test
  void a_compressed_part_without_its_end_is_no_shorter_file() throws Exception {
    byte[] whole = compressed((document("a", 0) + "\n").repeat(2_000));
    api.answers(_ -> Reply.of(200, Arrays.copyOf(whole, whole.length - 12)));

    assertThat(catchThrowableOfType(IOException.class, () -> read(HOURS))).isNotNull();
  }

  @Test
  void documents_of_another_hour_are_outside_unless_their_hours_overlap() throws Exception {
    api.answers(
        asked ->
            switch (asked.path()) {
              case "/2024/05/31/12.json.gz" -> file(document("a", 0), document("early", -1));
              case "/2024/05/31/13.json.gz" -> file(document("late", 3_599));
              default -> file();
            });

    ScriptedApi.Read alone = api.read(api.clientOf(HOURS, NEXT_DAY), HOUR);
    ScriptedApi.Read overlapping =
        api.read(
            api.clientOf(HOURS.replace("  id:", "  window: { overlap: 1h }\n  id:"), NEXT_DAY),
            HOUR);

    assertThat(alone.documents()).containsExactly(enveloped("a", 0));
    assertThat(alone.outside()).isEqualTo(1);
    assertThat(overlapping.documents())
        .containsExactly(enveloped("a", 0), enveloped("late", 3_599));
    assertThat(api.asked()).hasSize(4);
  }

  @Test
  void a_day_may_be_a_file_and_a_document_an_element_of_an_array() throws Exception {
    String days =
        HOURS
            .replace("{url}/{yyyy}/{MM}/{dd}/{HH}.json.gz", "{url}/export?day={yyyy}-{MM}-{dd}")
            .replace("  id:", "  documents: /items\n  auth: { bearer: A_TOKEN }\n  id:");
    api.answers(_ -> Reply.of(200, "{\"items\":[%s]}".formatted(document("a", 0))));
    long day = AT - 12 * 3_600;

    ScriptedApi.Read read = api.read(api.clientOf(days, NEXT_DAY), new Window(day, day + 86_400));

    assertThat(read.documents()).containsExactly(enveloped("a", 0));
    assertThat(api.asked("day")).containsExactly("2024-05-31");
    assertThat(api.asked().getFirst().headers())
        .containsEntry("authorization", "Bearer s3cr3t-token");
  }

  @Test
  void empty_files_one_after_another_are_not_a_loop() throws Exception {
    String arrays = HOURS.replace("  id:", "  documents: ''\n  id:");
    api.answers(_ -> Reply.of(200, "[]"));

    assertThat(api.read(api.clientOf(arrays, NEXT_DAY), new Window(AT, AT + 5 * 3_600)).documents())
        .isEmpty();
    assertThat(api.asked()).hasSize(5);
  }

  @Test
  void the_hour_may_be_without_a_zero_in_front() throws Exception {
    api.answers(_ -> file());

    api.read(
        api.clientOf(HOURS.replace("{HH}", "{H}"), NEXT_DAY),
        new Window(AT - 4 * 3_600, AT - 3 * 3_600));

    assertThat(api.asked().getFirst().path()).isEqualTo("/2024/05/31/8.json.gz");
  }

  @Test
  void a_file_is_awaited_until_it_is_older_than_the_last_recheck() {
    api.answers(_ -> Reply.of(404, "no such file"));

    SourceUnavailableException young = refusal(HOUR.to() + 6 * 3_600 - 1);
    SourceUnavailableException old = refusal(HOUR.to() + 6 * 3_600);

    assertThat(young.kind()).isEqualTo(Kind.NO_FILE_YET);
    assertThat(young.retryAfter()).contains(Duration.ofMinutes(5));
    assertThat(young)
        .hasMessageContaining("/2024/05/31/12.json.gz was answered with 404: 'no such file'")
        .hasMessageContaining("missing from 2024-05-31T19:00:00Z on");
    assertThat(old.kind()).isEqualTo(Kind.NO_FILE);
    assertThat(old)
        .hasMessageContaining("the file is missing: GET ")
        .hasMessageContaining("check files, line 4 of the definition, or exclude its time");
    assertThat(api.asked()).as("requests, since no try is repeated").hasSize(2);
  }

  @Test
  void a_missing_file_opens_no_circuit() {
    api.answers(_ -> Reply.of(404, "no such file"));
    GuardedSource client = api.clientOf(HOURS, NEXT_DAY);

    for (int i = 0; i < 30; i++) {
      assertThat(
              catchThrowableOfType(SourceUnavailableException.class, () -> api.read(client, HOUR)))
          .isNotNull();
    }

    assertThat(client.openCircuits()).isEmpty();
    assertThat(api.asked()).hasSize(30);
  }

  @Test
  void files_of_another_time_are_refused() {
    api.answers(_ -> file(document("a", -90 * 86_400)));

    UnexpectedAnswerException e =
        catchThrowableOfType(UnexpectedAnswerException.class, () -> read(HOURS));

    assertThat(Objects.requireNonNull(e)).hasMessageContaining("outside the window");
  }

  private SourceUnavailableException refusal(long now) {
    return Objects.requireNonNull(
        catchThrowableOfType(
            SourceUnavailableException.class,
            () -> api.read(api.clientOf(HOURS, Instant.ofEpochSecond(now)), HOUR)));
  }

  private ScriptedApi.Read read(String yaml) throws IOException, InterruptedException {
    return api.read(api.clientOf(yaml, NEXT_DAY), HOUR);
  }
}
