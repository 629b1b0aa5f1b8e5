package dev.millrace.producer;

import static dev.millrace.producer.LocalPipeline.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.Slice;
import dev.millrace.plan.Expectation;
import dev.millrace.plan.Fate;
import dev.millrace.plan.Timeline;
import dev.millrace.plan.TypeFacts;
import dev.millrace.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The plan of a type that is read from files: each file once, and whole. */
final class FilesOfTimeTest {

  private static final Instant START = Instant.parse("2019-03-31T00:00:00Z");

  private static final DocumentType HOURS = files("{HH}", "[]");
  private static final DocumentType DAYS = files("day", "[]");
  private static final DocumentType RECHECKED = files("{HH}", "[3h]");

  private final LocalPipeline pipeline = LocalPipeline.empty();

  private static DocumentType files(String hour, String recheck) {
    return type(
        "T",
        "recheck: " + recheck,
        "source:",
        "  files: 'https://example.org/{yyyy}/{MM}/{dd}/" + hour + ".gz'",
        "  id: /id",
        "  timestamp: /at");
  }

  private static Instant at(int hour, int minute) {
    return START.plus(Duration.ofHours(hour)).plus(Duration.ofMinutes(minute));
  }

  private static Window hours(int from, int to) {
    return new Window(at(from, 0).getEpochSecond(), at(to, 0).getEpochSecond());
  }

  /** Ticks at these hours and five minutes, each with a worker; the slices in their order. */
  private List<Window> planned(DocumentType type, int... ticks) {
    Simulation simulation = new Simulation(pipeline, type);
    List<Window> planned = new ArrayList<>();
    for (int hour : ticks) {
      simulation.tick(at(hour, 5));
      simulation.queue().stream().map(Slice::window).forEach(planned::add);
      simulation.work(at(hour, 5).getEpochSecond());
    }
    return planned;
  }

  @Test
  void every_hour_brings_the_file_of_the_hour_before_and_no_other() {
    assertThat(planned(HOURS, 1, 2, 3, 4))
        .as("the first tick has a regular window of 70 minutes")
        .containsExactlyInAnyOrder(
            hours(-1, 0), hours(0, 1), hours(1, 2), hours(2, 3), hours(3, 4));
  }

  @Test
  void a_file_of_a_day_is_planned_once_after_its_end() {
    assertThat(planned(DAYS, 1, 2, 12, 23, 24, 25, 26, 49))
        .containsExactly(hours(-24, 0), hours(0, 24), hours(24, 48));
  }

  @Test
  void a_file_is_read_again_as_a_whole_at_each_age_of_recheck() {
    assertThat(planned(RECHECKED, 1, 2, 3, 4, 5))
        .containsExactlyInAnyOrder(
            hours(-1, 0),
            hours(-1, 0),
            hours(0, 1),
            hours(0, 1),
            hours(1, 2),
            hours(1, 2),
            hours(2, 3),
            hours(3, 4),
            hours(4, 5));
  }

  @Test
  void downtime_heals_in_whole_files() {
    Simulation simulation = new Simulation(pipeline, HOURS);
    simulation.tick(at(1, 5));
    simulation.work(at(1, 5).getEpochSecond());

    simulation.tick(at(9, 20));

    assertThat(simulation.queue().stream().map(Slice::window))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(1, 9).mapToObj(hour -> hours(hour, hour + 1)).toList());
  }

  @Test
  void a_file_that_is_not_there_yet_is_not_expected_and_planned_once() {
    Simulation simulation = new Simulation(pipeline, HOURS);
    simulation.tick(at(1, 5));
    pipeline.update(
        "UPDATE millrace_slice SET state = 'planned', error = 'not there yet: GET …',"
            + " not_before = NOW(3) + INTERVAL 5 MINUTE WHERE window_from = "
            + at(0, 0).getEpochSecond());

    simulation.tick(at(2, 5));

    Timeline timeline = timeline(HOURS, at(2, 4), hours(-2, 3));
    assertThat(timeline.spans(Fate.NOT_EXPECTED).windows())
        .containsExactly(hours(-2, -1), hours(0, 1), hours(2, 3));
    assertThat(timeline.spans(Fate.UNDER_WAY).windows()).containsExactly(hours(-1, 0), hours(1, 2));
    assertThat(
            pipeline.number(
                "SELECT COUNT(*) FROM millrace_slice WHERE window_from = "
                    + at(0, 0).getEpochSecond()))
        .isEqualTo(1);
  }

  private Timeline timeline(DocumentType type, Instant settled, Window window) {
    return pipeline
        .database()
        .transact(
            connection ->
                new Expectation(TypeFacts.read(connection, type, window), settled.getEpochSecond())
                    .timeline(window));
  }
}
