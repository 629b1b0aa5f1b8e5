package dev.millrace.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.fuzz.Bounds;
import dev.millrace.worker.mapping.privacy.Pseudonyms;
import dev.millrace.worker.mapping.row.MappedDocument;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Any bytes are a row, none, or a rejection, wherever they stand in a buffer. */
class DocumentFuzzTest {

  private static final String COLUMNS =
      """
      columns:
        text: { from: /data/v }
        short: { from: /data/v, length: 3, too_long: truncate }
        json: { from: /data, as: json }
      """;

  private static final List<DocumentMapper> MAPPERS =
      Stream.of(
              "type: T\n" + COLUMNS,
              "type: T\noccurred_at: /data/at\ncolumns: { n: { from: /data/v, as: bigint } }\n",
              "type: T\ncolumns: { n: { from: /data/v, as: 'decimal(10,2)' } }\n",
              "type: T\ncolumns: { n: { from: /data/v, as: double } }\n",
              "type: T\ncolumns: { n: { from: /data/v, as: timestamp } }\n",
              "type: T\neach: /data/items\ncolumns: { n: { from_each: /v } }\n",
              """
              type: T
              drop: /data/v
              columns: { j: { from: /data, as: json }, h: { from: /data/h, hash: true } }
              """)
          .map(yaml -> DefinitionParser.parse(yaml, "Fuzz.yaml"))
          .map(type -> new DocumentMapper(type, Lookups.NONE, Pseudonyms.of("k".repeat(32))))
          .toList();

  @FuzzTest
  void a_document_means_the_same_wherever_it_stands(byte[] document) throws Exception {
    byte[] buffer = ("{\"id\":" + new String(document, UTF_8).length() + "}").getBytes(UTF_8);
    byte[] larger = new byte[buffer.length + document.length + 3];
    System.arraycopy(buffer, 0, larger, 0, buffer.length);
    System.arraycopy(document, 0, larger, buffer.length, document.length);
    Bounds.keep(
        () -> {
          for (DocumentMapper mapper : MAPPERS) {
            MappedDocument mapped = mapper.map(document, 0, document.length);
            assertThat(text(mapper.map(larger, buffer.length, document.length)))
                .isEqualTo(text(mapped));
            assertThat(mapper.keepable(larger, buffer.length, document.length))
                .isEqualTo(mapper.keepable(document, 0, document.length));
          }
        });
  }

  private static String text(MappedDocument document) {
    return document instanceof MappedDocument.Accepted accepted
        ? Optional.of(accepted.rows()).toString()
        : document.toString();
  }
}
