package dev.millrace.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bus.BusEvent;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.ledger.span.Exclusions;
import dev.millrace.operation.Operator;
import dev.millrace.time.Window;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BrokenPromisesTest {

  private static final long DAY = 86_400;

  private final LocalPipeline pipeline = LocalPipeline.empty();
  private final BrokenPromises promises = new BrokenPromises(pipeline.database());
  private final long now = pipeline.database().now().getEpochSecond();
  private final List<BusEvent> told = new ArrayList<>();

  /** The type T promises two hours and is three hours behind. */
  @BeforeEach
  void behind() {
    save("fresh: 2h");
    covered(now - DAY, now - 3 * 3600);
  }

  @Test
  void each_change_is_reported_once_with_the_moment_of_the_break() {
    assertThat(tell()).isEqualTo(1);
    assertThat(tell()).isZero();
    covered(now - 3 * 3600, now - 1800);
    assertThat(tell()).isEqualTo(1);
    assertThat(tell()).isZero();

    assertThat(told)
        .extracting(BusEvent::detailType)
        .containsExactly("FreshnessBroken", "FreshnessRestored");
    assertThat(told)
        .extracting(BusEvent::detail)
        .allMatch(
            detail ->
                detail.startsWith(
                    "{\"version\":1,\"type\":\"T\",\"since\":%d,\"fresh_seconds\":7200,"
                        .formatted(now - 3600)));
  }

  @Test
  void excluded_time_does_not_break_a_promise() {
    new Exclusions(pipeline.database())
        .exclude("T", new Window(now - 3 * 3600, now), new Operator("a person", "broken"));

    assertThat(tell()).isZero();
  }

  @Test
  void a_report_that_fails_is_repeated() {
    assertThatThrownBy(
            () ->
                promises.tell(
                    _ -> {
                      throw new IllegalStateException("no bus");
                    }))
        .hasMessage("no bus");

    assertThat(tell()).isEqualTo(1);
    assertThat(tell()).isZero();
  }

  @Test
  void a_sweep_beside_another_reports_nothing() {
    BrokenPromises other = new BrokenPromises(pipeline.database());

    promises.tell(_ -> assertThat(other.tell(told::addAll)).isZero());

    assertThat(told).isEmpty();
    assertThat(other.tell(told::addAll)).isZero();
  }

  @Test
  void a_promise_that_is_withdrawn_is_reported_as_restored() {
    tell();
    save();

    assertThat(tell()).isEqualTo(1);
    assertThat(told.getLast())
        .isEqualTo(
            new BusEvent(
                "FreshnessRestored",
                "{\"version\":1,\"type\":\"T\",\"since\":%d}".formatted(now - 3600)));
    assertThat(tell()).isZero();
  }

  private int tell() {
    return promises.tell(told::addAll);
  }

  private void save(String... more) {
    List<String> lines = new ArrayList<>(List.of(more));
    lines.add("since: %d".formatted(now - DAY));
    new StoredTypes(pipeline.database())
        .save(LocalPipeline.type("T", lines.toArray(String[]::new)));
  }

  private void covered(long from, long to) {
    pipeline.update(
        "INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)"
            + " VALUES ('T', ?, ?, 'v')",
        from,
        to);
  }
}
