package dev.millrace.worker.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.time.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of the documentation is the policy: one row for every failed slice there can be. */
final class FailurePolicyTest {

  private static final Path DOCUMENTATION = Path.of("..", "docs", "how-it-works.md");
  private static final String MARK =
      "<!-- FailurePolicyTest compares this table with the code. -->";
  private static final List<Row> TABLE = table();

  /** One row of the table; a cell is what it must be, or {@code any}. */
  private record Row(String failure, String slice, String tried, String answers, String verdict) {

    boolean covers(FailedSlice failed) {
      boolean divisible = failed.window().seconds() > 1 && failed.gatewaySplits() < 3;
      return failure.equals(failed.failure().label())
          && (fits(slice, divisible ? "divisible" : "indivisible")
              || slice.equals(failed.window().seconds() > 1 ? "longer than 1 s" : "1 s")
              || slice.equals(failed.window().seconds() > 1 ? "several files" : "one file"))
          && fits(tried, failed.retries() > 0 ? "yes" : "no")
          && fits(answers, failed.answered() ? "yes" : "no");
    }

    private static boolean fits(String cell, String value) {
      return cell.equals("any") || cell.equals(value);
    }
  }

  static Stream<FailedSlice> every_failed_slice_there_can_be() {
    return Arrays.stream(Failure.values())
        .flatMap(
            failure ->
                Stream.of(1L, 2L, 86_400L)
                    .flatMap(
                        seconds ->
                            Stream.of(0, 1, 50)
                                .flatMap(
                                    retries ->
                                        Stream.of(0, 2, 3, 4)
                                            .flatMap(
                                                splits ->
                                                    Stream.of(true, false)
                                                        .map(
                                                            answered ->
                                                                new FailedSlice(
                                                                    failure,
                                                                    new Window(0, seconds),
                                                                    retries,
                                                                    splits,
                                                                    answered,
                                                                    1))))));
  }

  @ParameterizedTest
  @MethodSource("every_failed_slice_there_can_be")
  void the_verdict_is_that_of_the_one_row_of_the_table(FailedSlice slice) {
    List<Row> rows = TABLE.stream().filter(row -> row.covers(slice)).toList();

    assertThat(rows).hasSize(1);
    assertThat(FailurePolicy.judge(slice).label()).isEqualTo(rows.getFirst().verdict());
  }

  @ParameterizedTest
  @MethodSource("every_failed_slice_there_can_be")
  void the_source_is_asked_only_where_its_answer_matters(FailedSlice slice) {
    boolean matters =
        TABLE.stream()
            .filter(row -> row.covers(slice))
            .anyMatch(row -> !row.answers().equals("any"));

    if (FailurePolicy.dependsOnAnswer(slice)) {
      assertThat(matters).isTrue();
    }
  }

  private static List<Row> table() {
    try {
      String text = Files.readString(DOCUMENTATION);
      List<Row> rows =
          text.substring(text.indexOf(MARK))
              .lines()
              .skip(4)
              .takeWhile(line -> line.startsWith("|"))
              .map(line -> line.substring(1).split("\\|"))
              .map(
                  cells ->
                      new Row(
                          cells[0].strip(),
                          cells[1].strip(),
                          cells[2].strip(),
                          cells[3].strip(),
                          cells[4].strip()))
              .toList();
      assertThat(rows).hasSizeGreaterThan(Failure.values().length);
      return rows;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
