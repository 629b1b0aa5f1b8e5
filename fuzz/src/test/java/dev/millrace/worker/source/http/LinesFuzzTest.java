package dev.millrace.worker.source.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.millrace.fuzz.Bounds;
import dev.millrace.worker.source.http.page.LinesPage;
import dev.millrace.worker.source.http.page.Page;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An answer of lines has the documents that a split of the text has. */
class LinesFuzzTest {

  private static final int LARGEST_DOCUMENT = 64;

  @FuzzTest
  void lines_are_those_of_the_text(byte[] body) throws Exception {
    Bounds.keep(() -> assertThat(documents(body)).isEqualTo(known(body)));
  }

  private static List<String> documents(byte[] body) throws IOException {
    List<String> documents = new ArrayList<>();
    HttpHeaders none = HttpHeaders.of(Map.of(), (_, _) -> true);
    try (Page page = new LinesPage(none, new ByteArrayInputStream(body), LARGEST_DOCUMENT)) {
      while (page.next()) {
        String text = new String(page.buffer(), page.offset(), page.length(), ISO_8859_1);
        documents.add(page.documentBytes() + " " + page.oversized() + " " + text);
      }
    }
    return documents;
  }

  private static List<String> known(byte[] body) {
    return Arrays.stream(new String(body, ISO_8859_1).split("\n", -1))
        .filter(line -> !beginning(line).matches("[ \t\r]*"))
        .map(
            line ->
                "%d %s %s"
                    .formatted(line.length(), line.length() > LARGEST_DOCUMENT, beginning(line)))
        .toList();
  }

  private static String beginning(String line) {
    return line.substring(0, Math.min(line.length(), LARGEST_DOCUMENT));
  }
}
