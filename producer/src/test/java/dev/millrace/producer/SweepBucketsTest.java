package dev.millrace.producer;

import static dev.millrace.producer.LocalPipeline.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.message.BucketsMessage;
import dev.millrace.producer.Sweep.Swept;
import dev.millrace.time.Window;
import org.junit.jupiter.api.Test;

/** How a sweep handles buckets. */
final class SweepBucketsTest {

  private static final CountedType EVENT =
      only("type: Event\ncount_only: true\noccurred_at: occurrence_timestamp\n", "Event.yaml");

  private final LocalPipeline pipeline = LocalPipeline.empty();
  private final Sweep sweep = pipeline.sweep();

  @Test
  void old_stale_buckets_become_one_hint_per_type() {
    pipeline.mark("T", 300, 31);
    pipeline.mark("T", 900, 3600);
    pipeline.mark("T", 600, 31);
    pipeline.mark("U", -300, 31);
    pipeline.mark("V", 300, 20);

    assertThat(sweep.run()).isEqualTo(new Swept(0, 0, 0, 2, 0, 0));

    assertThat(pipeline.take("aggregate"))
        .containsExactlyInAnyOrder(
            new BucketsMessage("T", new Window(300, 1200)),
            new BucketsMessage("U", new Window(-300, 0)));
    assertThat(pipeline.number("SELECT COUNT(*) FROM millrace_stale_bucket"))
        .as("a sweep only hints")
        .isEqualTo(5);
  }

  @Test
  void sweep_marks_recent_external_changes() {
    new StoredTypes(pipeline.database()).save(EVENT);
    event("now", "NOW(3)");
    event("yesterday", "NOW(3) - INTERVAL 1430 MINUTE");
    event("before", "NOW(3) - INTERVAL 1450 MINUTE");
    event("future", "'2037-05-06 07:08:09'");

    assertThat(sweep.run()).isEqualTo(new Swept(0, 0, 0, 1, 0, 0));
    assertThat(sweep.run()).as("these wait already").isEqualTo(NOTHING);

    assertThat(pipeline.number("SELECT COUNT(*) FROM millrace_stale_bucket")).isEqualTo(3);
    assertThat(pipeline.take("aggregate"))
        .singleElement()
        .isInstanceOfSatisfying(
            BucketsMessage.class, hint -> assertThat(hint.type()).isEqualTo("Event"));
  }

  @Test
  void a_disabled_count_only_type_is_not_checked() {
    new StoredTypes(pipeline.database())
        .save(only(EVENT.yaml() + "enabled: false\n", "Event.yaml"));
    event("now", "NOW(3)");

    assertThat(sweep.run()).isEqualTo(NOTHING);
  }

  @Test
  void a_missing_table_does_not_prevent_counting_others() {
    StoredTypes types = new StoredTypes(pipeline.database());
    types.save(only("type: A\ncount_only: true\noccurred_at: at", "A.yaml"));
    types.save(EVENT);
    event("now", "NOW(3)");

    assertThat(sweep.run()).isEqualTo(new Swept(0, 0, 0, 1, 0, 0));
  }

  private static CountedType only(String yaml, String file) {
    return DefinitionParser.parseAll(yaml, file).getFirst();
  }

  private void event(String id, String moment) {
    pipeline.update("INSERT INTO Event VALUES (?, %s)".formatted(moment), id);
  }
}
