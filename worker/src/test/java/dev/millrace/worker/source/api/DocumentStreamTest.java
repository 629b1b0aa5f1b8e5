package dev.millrace.worker.source.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.worker.source.MalformedAnswerException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DocumentStreamTest {

  private static final int LIMIT = 16 << 20;

  @ParameterizedTest
  @ValueSource(strings = {"[]", " [ ] ", "\ufeff[]", "\ufeff \r\n\t[\n]\n"})
  void an_empty_array_has_no_documents(String answer) throws IOException {
    assertThat(documents(answer)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "[{}]                         | {}",
        "[1,2]                        | 1 ~ 2",
        "^ [ {\"a\" : 1} , [1,2] ] ^  | {\"a\" : 1} ~ [1,2]",
        "[{\"a\":\"]},{[\"},null]     | {\"a\":\"]},{[\"} ~ null",
        "[{\"a\":\"\\\"\"},\"\\\\\"]  | {\"a\":\"\\\"\"} ~ \"\\\\\"",
        "[{\"a\":[{\"b\":[]},[]]},{}] | {\"a\":[{\"b\":[]},[]]} ~ {}",
      })
  void documents_come_in_order_without_the_space_around_them(String answer, String documents)
      throws IOException {
    assertThat(documents(answer)).containsExactly(documents.split(" ~ ", -1));
  }

  @Test
  void invalid_document_with_balanced_brackets_is_returned() throws IOException {
    assertThat(documents("[{bad},NaN,some words,{\"a\":1],{\"b\":2}]"))
        .containsExactly("{bad}", "NaN", "some words", "{\"a\":1]", "{\"b\":2}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "^^                 | it ends before the array        | 0  | 0",
        "^  ^               | it ends before the array        | 2  | 0",
        "{\"message\":\"\"} | it begins with '{'              | 0  | 0",
        "<Error/>           | it begins with '<'              | 0  | 0",
        "[                  | it ends inside the array        | 1  | 0",
        "[1                 | it ends inside a document       | 2  | 0",
        "[1,                | it ends inside the array        | 3  | 1",
        "[{\"a\":1},{\"a    | it ends inside a document       | 12 | 1",
        "[\"a\\             | it ends inside a document       | 4  | 0",
        "[{},{\"a\":[1]     | it ends inside a document       | 12 | 1",
        "[1,,2]             | there is no document before ',' | 3  | 1",
        "[,1]               | there is no document before ',' | 1  | 0",
        "[1,]               | there is no document before ']' | 3  | 1",
        "[1}]               | closing bracket has no opening  | 2  | 0",
        "[1]]               | something follows the array     | 3  | 1",
        "[1] x              | something follows the array     | 4  | 1",
        "[] []              | something follows the array     | 3  | 0",
      })
  void incomplete_array_is_refused_with_the_byte_position(
      String answer, String problem, long at, long documents) {
    assertThatThrownBy(() -> documents(answer))
        .isInstanceOfSatisfying(
            MalformedAnswerException.class,
            e -> {
              assertThat(e.at()).isEqualTo(at);
              assertThat(e.documents()).isEqualTo(documents);
            })
        .hasMessageContaining(problem)
        .hasMessageEndingWith("at byte %d after %d documents", at, documents);
  }

  @Test
  void every_truncation_is_noticed() {
    byte[] answer = "[{\"a\":\"x\\\"\"}, [1, {\"b\": null}], \"é\"]".getBytes(UTF_8);

    for (int length = 0; length < answer.length; length++) {
      DocumentStream stream =
          new DocumentStream(new ByteArrayInputStream(answer, 0, length), LIMIT);
      assertThatThrownBy(() -> drain(stream)).isInstanceOf(MalformedAnswerException.class);
    }
  }

  @Test
  void a_document_may_be_larger_than_any_buffer() throws IOException {
    String large = "{\"text\":\"" + "0123456789".repeat(100_000) + "\"}";

    assertThat(documents("[1," + large + ",2," + large + "]"))
        .containsExactly("1", large, "2", large);
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 102, 5_000, 200_000, 1_000_000})
  void a_document_above_the_limit_is_passed_over_and_its_head_kept(int size) throws IOException {
    String small = "\"" + "s".repeat(98) + "\"";
    String large = "\"" + "x".repeat(size - 2) + "\"";
    String answer = "[" + small + ", " + large + " ," + small + "]";

    try (DocumentStream stream = stream(answer, new Random(size), 100)) {
      assertThat(stream.next()).isTrue();
      assertThat(stream.oversized()).isFalse();
      assertThat(stream.next()).isTrue();
      assertThat(stream.oversized()).isTrue();
      assertThat(stream.documentBytes()).isBetween((long) size, size + 1L);
      assertThat(stream.length()).isEqualTo(100);
      assertThat(large.getBytes(UTF_8)).startsWith(current(stream));
      assertThat(stream.next()).isTrue();
      assertThat(stream.oversized()).isFalse();
      assertThat(new String(current(stream), UTF_8)).isEqualTo(small);
      assertThat(stream.next()).isFalse();
      assertThat(stream.bytesRead()).isEqualTo(answer.getBytes(UTF_8).length);
    }
  }

  @Test
  void an_answer_far_larger_than_the_memory_of_the_reader_is_read() throws IOException {
    byte[] document = ("{\"text\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(UTF_8);
    List<InputStream> parts = new ArrayList<>();
    parts.add(new ByteArrayInputStream("[0".getBytes(UTF_8)));
    for (int i = 0; i < 2_000; i++) {
      parts.add(new ByteArrayInputStream(",".getBytes(UTF_8)));
      parts.add(new ByteArrayInputStream(document));
    }
    parts.add(new ByteArrayInputStream("]".getBytes(UTF_8)));
    InputStream answer = new SequenceInputStream(Collections.enumeration(parts));

    try (DocumentStream stream = new DocumentStream(answer, LIMIT)) {
      drain(stream);
      assertThat(stream.documents()).isEqualTo(2_001);
      assertThat(stream.buffer().length).isLessThan(4 << 20);
    }
  }

  @Test
  void the_end_stays_the_end() throws IOException {
    try (DocumentStream stream = stream("[1]", new Random(1), LIMIT)) {
      drain(stream);

      assertThat(stream.next()).isFalse();
      assertThat(stream.documents()).isEqualTo(1);
    }
  }

  private static List<String> documents(String answer) throws IOException {
    List<String> documents = new ArrayList<>();
    try (DocumentStream stream = stream(answer, new Random(answer.hashCode()), LIMIT)) {
      while (stream.next()) {
        documents.add(new String(current(stream), UTF_8));
      }
    }
    return documents;
  }

  private static DocumentStream stream(String answer, Random random, int limit) {
    return new DocumentStream(new ChoppedInput(answer.getBytes(UTF_8), random), limit);
  }

  private static byte[] current(DocumentStream stream) {
    byte[] document = new byte[stream.length()];
    System.arraycopy(stream.buffer(), stream.offset(), document, 0, document.length);
    return document;
  }

  private static void drain(DocumentStream stream) throws IOException {
    while (stream.next()) {
      assertThat(stream.length()).isPositive();
    }
  }
}
