package dev.millrace.catalogue.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.http.WindowForm.Asked;
import dev.millrace.time.Window;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WindowFormTest {

  private static final long AT = Instant.parse("2024-05-31T12:00:00Z").getEpochSecond();
  private static final Window HOUR = new Window(AT, AT + 3_600);

  private static Asked asked(String as, String bounds, Duration overlap, Window window) {
    TimeForm form = TimeForm.parse(as).orElseThrow();
    Bounds meant = Bounds.valueOf(bounds.toUpperCase(java.util.Locale.ROOT));
    return new WindowForm("from", "to", form, meant, overlap).ask(window);
  }

  @ParameterizedTest
  @CsvSource({
    "s,      half_open, 1717156800,               1717160400",
    "s,      closed,    1717156800,               1717160399",
    "s,      open,      1717156799,               1717160400",
    "ms,     half_open, 1717156800000,            1717160400000",
    "ms,     closed,    1717156800000,            1717160399999",
    "ms,     open,      1717156799999,            1717160400000",
    "us,     closed,    1717156800000000,         1717160399999999",
    "s.us,   half_open, 1717156800.000000,        1717160400.000000",
    "s.us,   closed,    1717156800.000000,        1717160399.999999",
    "s.us,   open,      1717156799.999999,        1717160400.000000",
    "iso,    half_open, 2024-05-31T12:00:00Z,     2024-05-31T13:00:00Z",
    "iso,    closed,    2024-05-31T12:00:00Z,     2024-05-31T12:59:59Z",
    "iso,    open,      2024-05-31T11:59:59Z,     2024-05-31T13:00:00Z",
    "iso_ms, half_open, 2024-05-31T12:00:00.000Z, 2024-05-31T13:00:00.000Z",
    "iso_ms, closed,    2024-05-31T12:00:00.000Z, 2024-05-31T12:59:59.999Z",
    "day,    half_open, 2024-05-31,               2024-06-01",
    "day,    closed,    2024-05-31,               2024-05-31",
    "day,    open,      2024-05-30,               2024-06-01",
  })
  void a_bound_is_written_in_its_form_and_moves_by_its_unit(
      String as, String bounds, String from, String to) {
    Asked asked = asked(as, bounds, Duration.ZERO, HOUR);

    assertThat(asked.from()).isEqualTo(from);
    assertThat(asked.to()).isEqualTo(to);
  }

  @Test
  void an_overlap_asks_for_more_at_both_ends() {
    Asked asked = asked("iso", "half_open", Duration.ofMinutes(5), HOUR);

    assertThat(asked.from()).isEqualTo("2024-05-31T11:55:00Z");
    assertThat(asked.to()).isEqualTo("2024-05-31T13:05:00Z");
    assertThat(asked.span()).isEqualTo(new Window(AT - 300, AT + 3_900));
  }

  @Test
  void days_are_asked_for_whole() {
    Window night = new Window(AT + 11 * 3_600, AT + 13 * 3_600);

    Asked asked = asked("day", "closed", Duration.ZERO, night);

    assertThat(asked.from()).isEqualTo("2024-05-31");
    assertThat(asked.to()).isEqualTo("2024-06-01");
    assertThat(asked.span()).isEqualTo(new Window(AT - 12 * 3_600, AT + 36 * 3_600));
  }
}
