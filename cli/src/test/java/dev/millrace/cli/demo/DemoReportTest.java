package dev.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.operator.demo.BusyTimes;
import dev.millrace.operator.demo.BusyTimes.Busy;
import dev.millrace.operator.demo.TypeCounts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DemoReportTest {

  private static final Check ROWS =
      new Check("I1", "every table equals a fresh import", List.of(), List.of());
  private static final Check BUCKETS =
      new Check(
          "I2",
          "every bucket equals a recount",
          List.of(
              "GithubType 2026-03-18T09:00:00Z: counted 3, but the table has 4",
              "GithubType: 2 buckets are still stale, a sentence that is far too long for one line"),
          List.of());
  private static final Check SECONDS =
      new Check(
          "I3",
          "every second is accounted for",
          List.of(),
          List.of(
              "SlackType: 12 rows of an earlier import are not in these documents and"
                  + " are kept"));

  private static final DemoReport MIXED =
      new DemoReport(
          List.of(
              TypeCounts.of("GithubType", 1_234_567, 1_200_000, 4_567, 20_000, 7),
              TypeCounts.of("SlackType", 0, 0, 0, 0, 0)),
          ordered("BAD_VALUE", 6, "NO_ID", 1),
          ordered("dead", 1, "done", 1_981),
          11_051,
          1_204_566,
          1_204_567,
          new BusyTimes("days", List.of(new Busy("2026-03-18", 84_000), new Busy("2026-03-19", 1))),
          List.of(ROWS, BUCKETS, SECONDS),
          List.of(
              "bad.ndjson line 2 is not JSON: Unrecognized token 'this': was expecting (JSON"
                  + " String, Number, Array, Object or token 'null', 'true' or 'false')",
              "9 of type 'MoonType' skipped: the type is not in the catalogue"),
          2,
          83.0456);

  @Test
  void text_matches_the_golden_file() throws IOException {
    assertThat(ReportText.of(MIXED)).isEqualTo(golden("demo-report.txt"));
  }

  @Test
  void json_matches_the_golden_file() throws IOException {
    assertThat(MIXED.json() + "\n").isEqualTo(golden("demo-report.json"));
  }

  @Test
  void no_line_is_wider_than_a_terminal() {
    assertThat(ReportText.of(MIXED).lines()).allMatch(line -> line.length() < 80);
  }

  @Test
  void notes_and_failed_checks_accompany_json() {
    assertThat(ReportText.findings(MIXED))
        .containsExactly(
            "note: bad.ndjson line 2 is not JSON: Unrecognized token 'this': was expecting",
            "      (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
            "note: 9 of type 'MoonType' skipped: the type is not in the catalogue",
            "  I2 FAIL  every bucket equals a recount",
            "           - GithubType 2026-03-18T09:00:00Z: counted 3, but the table has 4",
            "           - GithubType: 2 buckets are still stale, a sentence that is far too",
            "             long for one line",
            "  I3 ok    every second is accounted for",
            "           note: SlackType: 12 rows of an earlier import are not in these",
            "                 documents and are kept");
  }

  @Test
  void one_check_that_fails_is_enough() {
    assertThat(MIXED.holds()).isFalse();
    assertThat(plain(0, List.of()).holds()).isTrue();
  }

  @Test
  void an_import_without_changes_is_reported() {
    String changed = ReportText.of(plain(1, List.of()));
    String unchanged = ReportText.of(plain(0, List.of()));

    assertThat(unchanged).contains("Nothing was inserted or updated: the tables were up to date.");
    assertThat(changed).doesNotContain("Nothing");
  }

  @Test
  void the_first_of_many_notes_are_shown() {
    DemoReport report = plain(1, Collections.nCopies(1_234, "this line is odd"));

    assertThat(ReportText.findings(report))
        .hasSize(11)
        .startsWith("note: this line is odd")
        .endsWith("note: … and 1,224 more notes");
  }

  private static DemoReport plain(long inserted, List<String> notes) {
    return new DemoReport(
        List.of(TypeCounts.of("GithubType", 10, inserted, 0, 0, 0)),
        Map.of(),
        Map.of("done", 1L),
        1,
        10,
        10,
        new BusyTimes("hours", List.of()),
        List.of(ROWS),
        notes,
        0,
        0);
  }

  private static Map<String, Long> ordered(String first, long one, String second, long two) {
    Map<String, Long> map = new LinkedHashMap<>();
    map.put(first, one);
    map.put(second, two);
    return map;
  }

  private static String golden(String name) throws IOException {
    try (InputStream file = DemoReportTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
