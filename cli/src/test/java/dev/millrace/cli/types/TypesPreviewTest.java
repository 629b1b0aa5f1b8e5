package dev.millrace.cli.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.Execution;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TypesPreviewTest {

  private static final String TYPE =
      """
      type: Visit
      accept: /data/pages
      each: /data/pages
      drop: /data/ip
      columns:
        who: { from: /data/who, hash: true }
        page: { from_each: /p }
        seconds: { from_each: /s, as: 'decimal(10,2)' }
        at: { from_each: /at, as: timestamp }
        first: { from_each: /f, as: boolean }
        channel: { from: /data/c, lookup: slack-channel }
        event: { from: /data/e, lookup: event-code, length: 10 }
      """;

  private static final String HASH =
      "2988efe5dcecc44501b76d6bdab390ea7bdf78e46df2c8d9db8b84f49927f75a";

  private static final List<String> DOCUMENTS =
      List.of(
          """
          {"id":"a","timestamp":1,"data":{"who":"Ann","pages":[{"p":"x\\ny","s":1.5,"at":1717196400.25,"f":true},{}],"c":"C1","e":"7"}}""",
          """
          {"id":"b","timestamp":1,"data":{"pages":[]}}""",
          """
          {"id":"c","timestamp":1,"data":{}}""",
          "",
          "{oops",
          """
          {"id":"d","timestamp":1,"data":{"pages":[{"s":"long"}]}}""",
          "[1]");

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("Visit.yaml"), TYPE);
    Files.write(folder.resolve("visits.ndjson"), DOCUMENTS);
  }

  @Test
  void each_document_is_an_object_on_a_line_in_order() {
    Execution run = run("Visit", "visits.ndjson", "--json");

    assertThat(run.status()).isZero();
    assertThat(run.lines())
        .hasSize(6)
        .startsWith(
            """
            {"id":"a","outcome":"accepted","rows":[\
            {"id":"a#0","timestamp":1,"who":"%s","page":"x\\ny","seconds":1.50,\
            "at":"2024-05-31T23:00:00.250Z","first":true,"channel":null,"event":null,\
            "occurred_at":"1970-01-01T00:00:01Z"},\
            {"id":"a#1","timestamp":1,"who":"%s","page":null,"seconds":null,"at":null,\
            "first":null,"channel":null,"event":null,"occurred_at":"1970-01-01T00:00:01Z"}],\
            "reason":null}"""
                .formatted(HASH, HASH),
            "{\"id\":\"b\",\"outcome\":\"accepted\",\"rows\":[],\"reason\":null}",
            "{\"id\":\"c\",\"outcome\":\"filtered\",\"rows\":[],\"reason\":null}")
        .endsWith(
            """
            {"id":"d","outcome":"rejected","rows":[],"reason":"BAD_VALUE","path":"/data/pages/0/s",\
            "message":"seconds: expected a number with at most 8 digits before the point, found 'long'"}""",
            """
            {"id":"sha256:080a9ed428559ef602668b4c00f114f1","outcome":"rejected","rows":[],\
            "reason":"NOT_AN_OBJECT","path":"","message":"expected a JSON object, found an array"}""");
    // The document API serves a line that is not JSON as a text.
    assertThat(run.lines().get(3)).contains("\"rejected\"", "\"reason\":\"NOT_AN_OBJECT\"");
    assertThat(run.err().lines())
        .contains("a preview resolves no lookups; their columns stay NULL")
        .anyMatch(line -> line.startsWith("line 5 is not JSON: "));
  }

  @Test
  void documents_of_other_types_are_skipped_as_by_an_import() throws IOException {
    Files.writeString(
        folder.resolve("mixed.ndjson"),
        """
        {"id":"a","timestamp":1,"type":"Visit","data":{}}
        {"id":"b","timestamp":1,"type":"Other","data":{}}
        """);

    Execution run = run("Visit", "mixed.ndjson");

    assertThat(run.lines())
        .containsExactly(
            "a  filtered: no value at /data/pages",
            "1 document: 0 accepted (0 rows), 1 filtered, 0 rejected");
    assertThat(run.err()).endsWith("1 document of other types skipped\n");
  }

  @Test
  void rejected_documents_can_be_shown_alone_and_fail_a_build() {
    Execution some = run("Visit", "visits.ndjson", "--rejected", "--max=1");
    Execution all = run("Visit", "visits.ndjson", "--rejected", "--json");

    assertThat(some.status()).isEqualTo(1);
    assertThat(some.lines())
        .hasSize(3)
        .endsWith(
            "… and 2 more; see --max", "6 documents: 2 accepted (2 rows), 1 filtered, 3 rejected");
    assertThat(all.status()).isEqualTo(1);
    assertThat(all.lines()).hasSize(3).allMatch(line -> line.contains("\"rejected\""));
  }

  @Test
  void twenty_documents_are_shown_by_default() throws IOException {
    Files.writeString(
        folder.resolve("many.ndjson"), "{\"id\":\"a\",\"timestamp\":1,\"data\":{}}\n".repeat(25));

    assertThat(run("Visit", "many.ndjson").lines())
        .hasSize(22)
        .contains(
            "… and 5 more; see --max",
            "25 documents: 0 accepted (0 rows), 25 filtered, 0 rejected");
    assertThat(run("Visit", "many.ndjson", "--json").lines()).hasSize(25);
  }

  @Test
  void text_has_a_value_per_line_and_a_summary() {
    Execution run = run("Visit", "visits.ndjson");

    assertThat(run.lines())
        .startsWith(
            "a  accepted, 2 rows",
            "  row a#0",
            "    who          " + HASH,
            "    page         x\\ny",
            "    seconds      1.50")
        .contains("c  filtered: no value at /data/pages")
        .endsWith("6 documents: 2 accepted (2 rows), 1 filtered, 3 rejected");
  }

  @Test
  void no_document_can_write_to_the_terminal() throws IOException {
    Files.writeString(
        folder.resolve("hostile.ndjson"),
        """
        {"id":"a\\u001b[2J\\u202e\\u009b","timestamp":1,"data":{"e":"7","pages":[{"p":"\\u2066x\\u2028"}]}}
        {"id":"b\\u001b\\r","timestamp":1,"data":{"pages":[{"s":"\\u200f"}]}}
        {"id":"c\\u0007","timestamp":1,"data":{}}
        """);

    Execution text = run("Visit", "hostile.ndjson");
    Execution json = run("Visit", "hostile.ndjson", "--json");

    assertThat(text.lines())
        .contains(
            "a\\u001b[2J\\u202e\\u009b  accepted",
            "    page         \\u2066x\\u2028",
            "c\\u0007  filtered: no value at /data/pages");
    assertThat(text.out()).contains("b\\u001b\\r  rejected, BAD_VALUE");
    assertThat(text.out() + json.out())
        .matches(Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n]]*"));
    assertThat(new JsonMapper().readTree(json.lines().getFirst()).path("id").textValue())
        .isEqualTo("a\u001b[2J\u202e\u009b");
  }

  @Test
  void a_compressed_file_is_read_as_well() throws IOException {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("visits.ndjson.gz")))) {
      out.write(String.join("\r\n", DOCUMENTS).getBytes(StandardCharsets.UTF_8));
    }

    assertThat(run("Visit", "visits.ndjson.gz", "--json").out())
        .isEqualTo(run("Visit", "visits.ndjson", "--json").out());
  }

  @Test
  void a_failure_is_one_line() {
    assertThat(run("Visits", "visits.ndjson"))
        .isEqualTo(
            new Execution(
                2,
                "",
                "millrace: 'Visits' is not an imported type; use one of Visit; see millrace types preview --help\n"));
    assertThat(run("Visit", "nowhere.ndjson").err())
        .endsWith("millrace: there is no file " + folder.resolve("nowhere.ndjson") + "\n");
    Execution keyless =
        Execution.of(
            Map.of("MILLRACE_TYPES", folder.toString()),
            "types",
            "preview",
            "Visit",
            folder.resolve("visits.ndjson").toString());
    assertThat(keyless.status()).isEqualTo(2);
    assertThat(keyless.err()).contains("millrace: MILLRACE_HASH_KEY is not set, but Visit hashes");
  }

  private Execution run(String type, String file, String... options) {
    return Execution.of(
        Map.of("MILLRACE_TYPES", folder.toString(), "MILLRACE_HASH_KEY", "a key"),
        Stream.concat(
                Stream.of("types", "preview", type, folder.resolve(file).toString()),
                Stream.of(options))
            .toArray(String[]::new));
  }
}
