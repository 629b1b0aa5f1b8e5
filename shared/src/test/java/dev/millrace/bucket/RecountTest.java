package dev.millrace.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bucket.Recount.Difference;
import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecountTest {

  @RegisterExtension private static final Clicks clicks = new Clicks();
  private final Recount recount = new Recount(clicks.database(), () -> 0);
  private final List<Window> pieces = new ArrayList<>();

  @Test
  void every_bucket_with_an_event_or_a_count_is_marked_once() {
    clicks.click("2026-03-29 12:00:00", "2026-03-29 12:04:59.999", "2026-03-29 12:05:00");
    clicks.count("2026-03-29 13:00:00", 0);
    clicks.count("2026-03-29 12:05:00", 1);

    assertThat(markAll()).isEqualTo(3);

    assertThat(clicks.marks())
        .containsExactly(clicks.bucket("12:00"), clicks.bucket("12:05"), clicks.bucket("13:00"));
  }

  @Test
  void fifty_years_are_a_piece_for_each_time_with_events_the_newest_first_and_ever_wider() {
    clicks.click("1976-05-06 07:08:09", "2026-03-29 12:00:00", "2026-03-29 01:00:00");

    assertThat(markAll()).isEqualTo(3);

    assertThat(pieces)
        .extracting(Window::toString)
        .containsExactly(
            "[2026-03-29T12:00:00Z, 2026-03-29T12:05:00Z)",
            "[2026-03-29T00:00:00Z, 2026-03-29T01:05:00Z)",
            "[1976-05-06T06:00:00Z, 1976-05-06T07:10:00Z)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1000-01-01 00:00:00",
        "1582-10-10 00:00:00",
        "1969-12-31 23:59:59.999",
        "1970-01-01 00:00:00",
        "2024-02-29 23:59:59.999",
        "2037-12-31 23:59:59",
        "9999-12-31 23:54:59.999"
      })
  void a_bucket_of_any_time_is_found_where_the_calendar_puts_it(String moment) {
    clicks.click(moment);
    Instant at = Instant.parse(moment.replace(' ', 'T') + "Z");

    assertThat(markAll()).isEqualTo(1);

    assertThat(clicks.marks()).containsExactly(Bucket.of(at).start());
  }

  @Test
  void rows_without_a_moment_are_no_events() {
    clicks.update("INSERT INTO clicks (bucket) VALUES (NULL)");

    assertThat(markAll()).isZero();
    assertThat(recount.markDifferent(Clicks.TYPE, CountedTable.ALL)).isZero();
  }

  @Test
  void a_window_reaches_out_to_the_edges_of_its_buckets_and_no_further() {
    clicks.click("2026-03-29 11:59:59", "2026-03-29 12:00:00", "2026-03-29 12:09:59");
    clicks.click("2026-03-29 12:10:00");
    long noon = clicks.bucket("12:00");

    recount.markAll(Clicks.TYPE, new Window(noon + 299, noon + 301), (_, _) -> {});

    assertThat(clicks.marks()).containsExactly(noon, noon + 300);
  }

  @Test
  void a_window_outside_the_counted_time_is_refused() {
    Window before = new Window(-40_000_000_000L, -39_000_000_000L);

    assertThatThrownBy(() -> recount.markAll(Clicks.TYPE, before, (_, _) -> {}))
        .hasMessageContaining("events cannot be counted in");
  }

  /** MySQL calls them zero dates; some servers accept them, and older tables have them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-00 12:00:00",
        "2026-00-10 12:00:00",
        "0000-00-00 00:00:00",
        "2026-02-30 12:00:00",
        "0999-12-31 23:59:59",
        "9999-12-31 23:59:59"
      })
  void invalid_moments_are_not_counted_and_hide_no_older_rows(String nonsense) {
    clicks.click("1000-01-01 00:00:00", "1969-12-31 23:59:59.999", "2025-12-31 23:59:59.999");
    clicks.click("2026-02-28 23:59:59.999");
    clicks.clickAnything(nonsense, nonsense);

    assertThat(markAll()).isEqualTo(4);

    assertThat(clicks.marks()).hasSize(4);
    assertThat(recount.uncounted(Clicks.TYPE)).isEqualTo(2);
    assertThat(clicks.counted(Instant.parse("2025-12-31T23:55:00Z"))).isEqualTo(1);
    assertThat(clicks.counted(Instant.parse("2026-02-28T23:55:00Z"))).isEqualTo(1);
    clicks.update("DELETE FROM millrace_stale_bucket");
    assertThat(recount.markDifferent(Clicks.TYPE, CountedTable.ALL)).isEqualTo(4);
    List<Difference> differences = new ArrayList<>();
    assertThat(recount.differences(Clicks.TYPE, CountedTable.ALL, differences::addAll))
        .isEqualTo(2);
    assertThat(differences).hasSize(4).allMatch(Difference::marked);
  }

  @Test
  void a_zero_timestamp_is_not_counted_and_hides_no_older_rows() {
    clicks.update("ALTER TABLE clicks MODIFY bucket TIMESTAMP NULL");
    clicks.click("1971-10-25 00:30:00", "2026-10-25 01:30:00");
    clicks.clickAnything("0000-00-00 00:00:00");

    assertThat(markAll()).isEqualTo(2);
    assertThat(recount.uncounted(Clicks.TYPE)).isEqualTo(1);
    assertThat(recount.differences(Clicks.TYPE, CountedTable.ALL, day -> {})).isEqualTo(1);
  }

  @Test
  void moments_of_microseconds_are_counted_in_their_bucket() {
    clicks.update("ALTER TABLE clicks MODIFY bucket DATETIME(6) NULL");
    clicks.click("2026-03-29 12:04:59.999999", "2026-03-29 12:05:00.000000");

    assertThat(clicks.counted(Instant.ofEpochSecond(clicks.bucket("12:00")))).isEqualTo(1);
  }

  @Test
  void a_timestamp_column_is_counted_like_any_other() {
    clicks.update("ALTER TABLE clicks MODIFY bucket TIMESTAMP NULL");
    clicks.click("2026-10-25 00:30:00", "2026-10-25 01:30:00", "2037-01-01 00:00:00");

    assertThat(markAll()).isEqualTo(3);
    assertThat(recount.markDifferent(Clicks.TYPE, CountedTable.ALL)).as("marked already").isZero();
  }

  private long markAll() {
    return recount.markAll(Clicks.TYPE, CountedTable.ALL, (piece, _) -> pieces.add(piece));
  }
}
