package dev.millrace.worker.mapping.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RowHasherTest {

  private static final Instant MOMENT = Instant.parse("2015-06-03T09:22:01.001Z");

  @Test
  void rows_that_differ_have_different_hashes() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    rows.add(List.of());
    rows.add(Arrays.asList((Object) null));
    rows.add(List.of(""));
    rows.add(Arrays.asList(null, null));
    rows.add(Arrays.asList("", null));
    rows.add(Arrays.asList(null, ""));
    rows.add(List.of("ab", "c"));
    rows.add(List.of("a", "bc"));
    rows.add(List.of("abc"));
    rows.add(List.of("1"));
    rows.add(List.of(1));
    rows.add(List.of(1L));
    rows.add(List.of(1.0));
    rows.add(List.of(BigDecimal.ONE));
    rows.add(List.of(true));
    rows.add(List.of(false));
    rows.add(List.of(LocalDateTime.parse("1970-01-01T00:00:00.001")));
    rows.add(List.of(LocalDate.parse("1970-01-02")));

    List<ContentHash> hashes = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      hashes.add(RowHasher.hash("v", 1, MOMENT, row));
    }

    assertThat(hashes).doesNotHaveDuplicates();
  }

  @Test
  void the_version_and_both_moments_count() {
    HashSet<ContentHash> hashes = new HashSet<>();

    hashes.add(RowHasher.hash("v", 1, MOMENT, List.of()));
    hashes.add(RowHasher.hash("w", 1, MOMENT, List.of()));
    hashes.add(RowHasher.hash("v", 2, MOMENT, List.of()));
    hashes.add(RowHasher.hash("v", 1, MOMENT.plusMillis(1), List.of()));

    assertThat(hashes).hasSize(4);
  }

  @Test
  void the_hash_of_a_row_never_changes() {
    ContentHash hash = RowHasher.hash("v", 1, MOMENT, Arrays.asList("é", 7, null));

    assertThat(hash.bytes()).asHexString().isEqualTo("9AD7DCE1C594CDBF3FB99194267A12E2");
    assertThat(ContentHash.of(hash.bytes())).isEqualTo(hash);
  }

  @Test
  void a_hash_has_sixteen_bytes() {
    assertThatThrownBy(() -> ContentHash.of(new byte[15]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a content hash has 16 bytes, not 15");
  }
}
