package dev.millrace.worker.ingest.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.Counts;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.ingest.Writes;
import dev.millrace.worker.mapping.Mappers;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents whose values are SQL: stored as they are, in the row and where they are rejected. */
final class HostileValuesTest {

  private static final JsonMapper JSON = new JsonMapper();

  @AutoClose private final TestDatabase database = new TestDatabase(1, TestDatabase.THINGS);
  private final DocumentType type = database.type("Thing");
  private final Writes writes = new Writes(database, Mappers.PLAIN);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP TABLE Thing; -- ",
        "\\'; DROP TABLE Thing; -- ",
        "\\\\'); DELETE FROM millrace_slice; #",
        "\"; DROP TABLE Thing; /*",
        "`; DROP TABLE Thing; -- ",
        "' OR 1=1",
        "x', 1, NULL), ('y",
        "${jndi:ldap://127.0.0.1/a}",
        "%s %d {} ?",
        "\u00bf'; DROP TABLE Thing; -- ",
        "\u0000'",
      })
  void sql_in_a_document_is_text(String text) throws JsonProcessingException {
    Counts counts =
        writes.write(
            type,
            document(text, text, 1),
            document("other", "nail", 2),
            document(text + "2", text, text));

    assertThat(counts).isEqualTo(new Counts(3, 2, 0, 0, 0, 1));
    assertThat(
            database.rows("SELECT HEX(CAST(id AS BINARY)), HEX(CAST(name AS BINARY)) FROM Thing"))
        .containsExactlyInAnyOrder(hex(text) + " " + hex(text), hex("other") + " " + hex("nail"));
    assertThat(database.rows("SELECT HEX(CAST(document AS BINARY)) FROM millrace_rejected"))
        .containsExactly(hex(text + "2"));
  }

  private static String document(String id, String name, Object size)
      throws JsonProcessingException {
    return JSON.writeValueAsString(
        Map.of("id", id, "timestamp", 1, "data", Map.of("name", name, "size", size, "at", 0)));
  }

  private static String hex(String text) {
    return HexFormat.of().withUpperCase().formatHex(text.getBytes(UTF_8));
  }
}
