package dev.millrace.worker.mapping.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DocumentIdTest {

  @Test
  void ids_are_the_same_when_their_bytes_are() {
    assertThat(DocumentId.of("aQ==")).isEqualTo(DocumentId.of("aQ==".getBytes(UTF_8)));
    assertThat(DocumentId.of("aQ==")).hasSameHashCodeAs(DocumentId.of("aQ=="));
    assertThat(DocumentId.of("aQ==")).isNotEqualTo(DocumentId.of("aq=="));
    assertThat(DocumentId.of("a")).isNotEqualTo(DocumentId.of("a "));
    assertThat(DocumentId.of("é")).hasToString("é");
  }

  @Test
  void ids_are_ordered_like_the_primary_key() {
    List<DocumentId> ordered =
        Stream.of("A", "AA", "B", "a", "\u007f", "é", "😀").map(DocumentId::of).toList();

    assertThat(ordered.reversed().stream().sorted()).isEqualTo(ordered);
  }

  @Test
  void an_id_does_not_change_with_the_array_it_came_from() {
    byte[] bytes = {'a'};
    DocumentId id = DocumentId.of(bytes);

    bytes[0] = 'b';
    id.bytes()[0] = 'b';

    assertThat(id).hasToString("a");
  }

  @Test
  void an_id_fits_the_key_column() {
    assertThat(DocumentId.of("x".repeat(64)).bytes()).hasSize(64);
    assertThatThrownBy(() -> DocumentId.of("x".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DocumentId.of("")).isInstanceOf(IllegalArgumentException.class);
  }
}
