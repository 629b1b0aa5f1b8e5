package dev.millrace.worker.source.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.fuzz.Bounds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** An answer of the document API is the same documents, in whatever pieces and members it comes. */
class DocumentStreamFuzzTest {

  /** Small, so that inputs of a few bytes exceed it. */
  private static final int LARGEST_DOCUMENT = 64;

  private static final int GZIP = 0x1f;

  private static final JsonMapper JSON =
      JsonMapper.builder(new JsonFactory())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String REFUSED = "refused: ";

  @FuzzTest
  void an_answer_is_the_same_in_any_pieces(FuzzedDataProvider data) throws Exception {
    int piece = data.consumeInt(1, 20);
    int members = data.consumeInt(1, 4);
    int damaged = data.consumeInt(0, 4_000);
    int damage = data.consumeByte();
    byte[] body = data.consumeRemainingAsBytes();
    Bounds.keep(
        () -> {
          String whole = outcome(new ByteArrayInputStream(body));
          String inPieces = outcome(pieces(body, piece));
          if (body.length > 0 && body[0] == GZIP) {
            assertThat(end(inPieces)).isEqualTo(end(whole));
          } else {
            assertThat(inPieces).isEqualTo(whole);
          }
          if (body.length > 0 && body[0] != GZIP) {
            agreesWithJson(whole, body);
            byte[] compressed = compressed(body, members);
            assertThat(outcome(pieces(compressed, piece))).isEqualTo(whole);
            if (damaged < compressed.length) {
              compressed[damaged] ^= (byte) damage;
              String found = outcome(new ByteArrayInputStream(compressed));
              assertThat(end(outcome(pieces(compressed, piece)))).isEqualTo(end(found));
              assertThat(found.equals(whole) || found.contains("refused")).as(found).isTrue();
            }
          }
          firstAnswer(body);
        });
  }

  /** The documents, or those before the refusal and its words. */
  private static String outcome(InputStream in) {
    StringBuilder outcome = new StringBuilder();
    try (DocumentStream documents =
        new DocumentStream(ContentCodings.undone(in, List.of(), "it"), LARGEST_DOCUMENT)) {
      while (documents.next()) {
        outcome
            .append(documents.documentBytes())
            .append(documents.oversized() ? " head " : " ")
            .append(new String(documents.buffer(), documents.offset(), documents.length(), UTF_8))
            .append('\n');
      }
    } catch (IOException e) {
      Bounds.isOneLine(e);
      outcome.append(REFUSED).append(e.getMessage());
    }
    return outcome.toString();
  }

  /**
   * That compressed data is refused, without its documents and the reason: pieces decide how many
   * documents are decompressed before the damage is found, and whether it is found in the data or
   * in the documents. Any other outcome is whole.
   */
  private static String end(String outcome) {
    return outcome.contains(REFUSED) ? REFUSED : outcome;
  }

  /** Where the whole answer is JSON of small documents, the stream finds exactly these. */
  private static void agreesWithJson(String outcome, byte[] body) throws JsonProcessingException {
    List<JsonNode> known = documents(body);
    if (known == null || outcome.contains(" head ")) {
      return;
    }
    assertThat(outcome).doesNotContain("refused: ");
    List<JsonNode> found = new ArrayList<>();
    for (String line : outcome.split("\n(?=\\d+ )|\n$", -1)) {
      if (!line.isEmpty()) {
        found.add(JSON.readTree(line.substring(line.indexOf(' ') + 1)));
      }
    }
    assertThat(found).isEqualTo(known);
  }

  private static @Nullable List<JsonNode> documents(byte[] body) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      JsonNode tree = text.contains("\n") ? null : JSON.readTree(text);
      return tree == null || !tree.isArray() ? null : List.copyOf(tree.valueStream().toList());
    } catch (CharacterCodingException | JsonProcessingException _) {
      return null;
    }
  }

  private static void firstAnswer(byte[] body) {
    try {
      if (FirstAnswer.read(new ByteArrayInputStream(body))
          instanceof FirstAnswer.Documents(InputStream array)) {
        array.close();
      }
    } catch (IOException e) {
      Bounds.isOneLine(e);
    }
  }

  private static byte[] compressed(byte[] body, int members) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int part = body.length / members;
    for (int i = 0; i < members; i++) {
      try (GZIPOutputStream member = new GZIPOutputStream(all)) {
        int from = i * part;
        member.write(body, from, i == members - 1 ? body.length - from : part);
      }
    }
    return all.toByteArray();
  }

  private static InputStream pieces(byte[] bytes, int piece) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, piece));
      }

      @Override
      public synchronized int available() {
        return 0;
      }
    };
  }
}
