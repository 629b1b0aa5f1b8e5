package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.schema.Schema;
import dev.millrace.time.Window;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A worker that runs on takes up what is applied meanwhile. */
@Execution(ExecutionMode.CONCURRENT)
final class NewDefinitionTest {

  private static final Window TEN_MINUTES = new Window(0, 600);

  @AutoClose private final TestPipeline pipeline = new TestPipeline(TestDatabase.THINGS);

  @Test
  void a_new_type_and_a_changed_one_are_imported_without_a_restart() throws Exception {
    pipeline.start(
        List.of(
            TestImport.thing("a", 1, "hammer"),
            "{\"id\":\"m\",\"timestamp\":2,\"type\":\"Meeting\",\"data\":{\"title\":\"Lunch\",\"size\":3}}"));
    pipeline.backfill("Thing", TEN_MINUTES);
    pipeline.awaitRest(1);

    apply("type: Meeting\ncolumns: { title: { from: /data/title } }");
    pipeline.backfill("Meeting", TEN_MINUTES);
    pipeline.awaitRest(2);

    assertThat(pipeline.database().rows("SELECT id, title FROM Meeting"))
        .containsExactly("m Lunch");

    apply(
        """
        type: Meeting
        columns: { title: { from: /data/title, derive: upper }, size: { from: /data/size } }\
        """);
    pipeline.backfill("Meeting", TEN_MINUTES);
    pipeline.awaitRest(3);

    assertThat(pipeline.database().rows("SELECT id, title, size FROM Meeting"))
        .containsExactly("m LUNCH 3");
    assertThat(pipeline.database().rows("SELECT type, actual_count FROM EventCount ORDER BY type"))
        .containsExactly("Meeting 1", "Thing 1");
  }

  private void apply(String definition) {
    new Schema(pipeline.database().database())
        .apply(Catalogue.of(List.of(DefinitionParser.parse(definition, "Meeting.yaml"))));
  }
}
