package dev.millrace.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.time.Window;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A value of {@code for} that a definition lists later than others. */
final class AddedValueTest {

  private static final Instant SINCE = Instant.parse("2019-03-01T00:00:00Z");
  private static final Instant FIRST = Instant.parse("2019-03-03T01:00:00Z");
  private static final Instant LATER = Instant.parse("2019-03-05T01:00:00Z");

  private final LocalPipeline pipeline = LocalPipeline.empty();

  private static DocumentType[] values(String since, String values) {
    return DefinitionParser.parseAll(
            """
            type: T
            %s
            recheck: []
            source:
              url: https://example.org/{repo}
              window: { from: since, to: until, as: iso }
              documents: ''
              id: /id
              timestamp: /at
              for: { repo: [%s] }
            columns: { a: { from: /data/a } }
            """
                .formatted(since, values),
            "T.yaml")
        .toArray(DocumentType[]::new);
  }

  private static Simulation importUntilDone(Simulation simulation, Instant at) {
    int planned = 1;
    for (int i = 0; planned > 0 && i < 10; i++) {
      planned = simulation.tick(at.plusSeconds(3_600L * i)).healing();
      simulation.work(at.getEpochSecond() + 3_600L * i);
    }
    assertThat(planned).as("slices after ten ticks").isZero();
    return simulation;
  }

  @Test
  void is_imported_from_since_while_the_others_continue() {
    importUntilDone(new Simulation(pipeline, values("since: 2019-03-01", "a")), FIRST);

    Simulation both = new Simulation(pipeline, values("since: 2019-03-01", "a, b"));
    importUntilDone(both, LATER);

    assertThat(both.covered("T@b").windows())
        .singleElement()
        .extracting(Window::from)
        .isEqualTo(SINCE.getEpochSecond());
    assertThat(both.covered("T@a").windows()).isEqualTo(both.covered("T@b").windows());
    assertThat(
            pipeline.number(
                "SELECT COUNT(*) FROM (SELECT 1 FROM millrace_attempt WHERE type = 'T@a'"
                    + " GROUP BY window_from HAVING COUNT(*) > 1) AS again"))
        .as("windows of the first value that were imported again")
        .isZero();
  }

  @Test
  void begins_with_its_first_tick_without_since() {
    importUntilDone(new Simulation(pipeline, values("enabled: true", "a")), FIRST);

    Simulation both = new Simulation(pipeline, values("enabled: true", "a, b"));
    importUntilDone(both, LATER);

    assertThat(both.covered("T@b").windows())
        .singleElement()
        .extracting(Window::from)
        .isEqualTo(LATER.getEpochSecond() - 4_260);
    assertThat(both.covered("T@a").windows())
        .singleElement()
        .extracting(Window::from)
        .isEqualTo(FIRST.getEpochSecond() - 4_260);
  }
}
