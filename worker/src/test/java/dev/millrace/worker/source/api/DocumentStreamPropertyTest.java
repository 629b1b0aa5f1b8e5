package dev.millrace.worker.source.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** QuickTheories prints the seed of a run that fails. */
final class DocumentStreamPropertyTest {

  @Test
  void any_array_of_json_documents_is_returned_exactly() {
    qt().withExamples(2_000)
        .forAll(longs().all(), integers().between(0, 60))
        .check((seed, count) -> comesBack(new Random(seed), count));
  }

  private static boolean comesBack(Random random, int count) {
    RandomJson json = new RandomJson(random);
    List<String> documents = new ArrayList<>();
    StringBuilder answer = new StringBuilder(json.space()).append('[');
    for (int i = 0; i < count; i++) {
      String document = json.value(random.nextInt(6));
      documents.add(document);
      answer.append(i == 0 ? "" : ",").append(json.space()).append(document).append(json.space());
    }
    answer.append(json.space()).append(']').append(json.space());
    return read(answer.toString(), random).equals(documents);
  }

  private static List<String> read(String answer, Random random) {
    ChoppedInput in = new ChoppedInput(answer.getBytes(UTF_8), random);
    List<String> documents = new ArrayList<>();
    try (DocumentStream stream = new DocumentStream(in, 1 << 20)) {
      while (stream.next()) {
        documents.add(new String(stream.buffer(), stream.offset(), stream.length(), UTF_8));
      }
      return documents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
