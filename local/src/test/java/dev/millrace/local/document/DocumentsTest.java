package dev.millrace.local.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
  private static final String A10 = "{\"id\":\"a\",\"timestamp\":10,\"type\":\"A\",\"data\":{}}";
  private static final String A20 = "{\"id\":\"b\",\"timestamp\":20,\"type\":\"A\",\"data\":[1]}";
  private static final String B15 = "{\"type\":\"B\",\"data\":{\"type\":\"A\"},\"timestamp\":15}";

  @TempDir Path folder;

  @Test
  void documents_are_found_by_type_and_inclusive_seconds() {
    Documents documents = Documents.of(List.of(A20, B15, A10));

    assertThat(documents.types()).containsExactly("A", "B");
    assertThat(documents.count("A")).isEqualTo(2);
    assertThat(documents.count("C")).isZero();
    assertThat(documents.first("A")).isEqualTo(10);
    assertThat(documents.last("A")).isEqualTo(20);
    assertThat(between(documents, "A", 10, 20)).containsExactly(A10, A20);
    assertThat(between(documents, "A", 11, 19)).isEmpty();
    assertThat(between(documents, "A", 20, 20)).containsExactly(A20);
    assertThat(between(documents, "A", 20, 10)).isEmpty();
    assertThat(documents.remarks()).isEmpty();
  }

  @Test
  void bytes_are_served_unchanged_and_one_second_keeps_its_order() {
    String odd = " {\"data\" : \"\\u00fc ü 💡\",  \"type\":\"A\", \"timestamp\": 10 }";

    Documents documents = Documents.of(List.of(A10, odd, A10));

    assertThat(between(documents, "A", 10, 10)).containsExactly(A10, odd, A10);
  }

  @Test
  void a_non_json_line_is_served_as_text_after_the_document_before_it() {
    Documents documents = Documents.of(List.of(A10, "", "{\"id\": \"b", A20));

    assertThat(between(documents, "A", 10, 10)).containsExactly(A10, "\"{\\\"id\\\": \\\"b\"");
    assertThat(documents.remarks()).singleElement().asString().startsWith("line 3 is not JSON: ");
  }

  @Test
  void lines_before_the_first_document_go_with_it() {
    Documents documents = Documents.of(List.of("oops", "42", B15, A10));

    assertThat(between(documents, "B", 15, 15)).containsExactly("\"oops\"", "42", B15);
    assertThat(documents.remarks()).hasSize(2).last().isEqualTo("line 2 is not an object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"A\"}",
        "{\"type\":\"A\",\"timestamp\":\"20\"}",
        "{\"type\":\"A\",\"timestamp\":20.5}",
        "{\"type\":\"A\",\"timestamp\":null}",
        "{\"type\":\"A\",\"timestamp\":99999999999999999999}",
        "{\"type\":\"A\",\"timestamp\":1675238404000}",
        "{\"type\":\"A\",\"timestamp\":-1}",
        "{\"timestamp\":20}",
        "{\"type\":\"\",\"timestamp\":20}",
        "{\"type\":7,\"timestamp\":20}",
        "{\"data\":{\"type\":\"A\",\"timestamp\":20}}",
        "[{\"type\":\"A\",\"timestamp\":20}]",
        "{}",
        "null",
        "\"text\""
      })
  void json_without_type_or_time_is_served_next_to_its_neighbour(String line) {
    Documents documents = Documents.of(List.of(A10, line));

    assertThat(between(documents, "A", 10, 10)).containsExactly(A10, line);
    assertThat(documents.remarks()).singleElement().asString().startsWith("line 2 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{} {}", "1,2", "]", "{\"a\":NaN}", "{'a':1}", "\u0001", "{\"a\":1,}"})
  void lines_that_would_break_the_array_are_quoted(String line) {
    Documents documents = Documents.of(List.of(A10, line));

    assertThat(between(documents, "A", 10, 10)).last().asString().startsWith("\"").endsWith("\"");
    assertThat(documents.remarks()).hasSize(1);
  }

  @Test
  void depth_and_length_are_not_judged_here() {
    String deep =
        "{\"timestamp\":10,\"data\":" + "[".repeat(5000) + "]".repeat(5000) + ",\"type\":\"A\"}";

    Documents documents = Documents.of(List.of(deep));

    assertThat(documents.remarks()).isEmpty();
    assertThat(documents.count("A")).isEqualTo(1);
  }

  @Test
  void files_are_read_plain_or_gzip_whatever_their_names() throws IOException {
    Path plain =
        write("a.gz", ("\uFEFF" + A10 + "\r\n\r\n" + A20).getBytes(StandardCharsets.UTF_8));
    Path packed = write("b.ndjson", gzip(B15 + "\n"));

    Documents documents = Documents.read(List.of(plain, packed));

    assertThat(between(documents, "A", 0, 99)).containsExactly(A10, A20);
    assertThat(between(documents, "B", 0, 99)).containsExactly(B15);
    assertThat(documents.remarks()).isEmpty();
  }

  @Test
  void a_remark_names_the_file_and_the_line() throws IOException {
    Path good = write("good.ndjson", A10.getBytes(StandardCharsets.UTF_8));
    Path bad = write("bad.ndjson", new byte[] {'\n', '"', (byte) 0xFF, '"', '\n'});

    Documents documents = Documents.read(List.of(good, bad));

    assertThat(between(documents, "A", 10, 10)).hasSize(2);
    assertThat(documents.remarks())
        .singleElement()
        .asString()
        .startsWith("bad.ndjson line 2 is not JSON: Invalid UTF-8");
  }

  @Test
  void unreadable_files_are_reported() throws IOException {
    Path empty = write("empty.ndjson", " \n\n".getBytes(StandardCharsets.UTF_8));
    Path noise = write("noise.txt", "hello\nworld".getBytes(StandardCharsets.UTF_8));
    byte[] packed = gzip(A10.repeat(20));
    Path cut = write("cut.gz", java.util.Arrays.copyOf(packed, packed.length - 12));

    assertUnreadable(List.of(), "no files");
    assertUnreadable(List.of(folder.resolve("missing")), "there is no file " + folder);
    assertUnreadable(List.of(folder), "cannot read " + folder);
    assertUnreadable(List.of(empty), "there are no documents in " + empty);
    assertUnreadable(List.of(noise), "noise.txt line 1 is not JSON");
    assertUnreadable(List.of(cut), "cannot read " + cut);
  }

  @Test
  void a_document_may_appear_later() throws InterruptedException {
    Documents documents = Documents.of(List.of());
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = Thread.startVirtualThread(() -> add(documents, 500));
    }

    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(documents.count("A")).isEqualTo(2000);
    assertThatThrownBy(() -> documents.add("{\"type\":\"A\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the document has no timestamp in unix seconds");
    assertThatThrownBy(() -> documents.first("B")).hasMessageContaining("no documents of type B");
  }

  private static void add(Documents documents, int times) {
    for (int i = 0; i < times; i++) {
      documents.add(A10);
    }
  }

  private static void assertUnreadable(List<Path> files, String message) {
    assertThatThrownBy(() -> Documents.read(files))
        .isInstanceOf(UnreadableDocumentsException.class)
        .hasMessageContaining(message);
  }

  private static List<String> between(Documents documents, String type, long from, long to) {
    return documents.between(type, from, to).stream()
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .toList();
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
