package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class HeartbeatTest {

  @AutoClose private final TestPipeline pipeline = new TestPipeline(TestDatabase.THINGS);

  @Test
  void worker_has_a_row_until_it_stops_and_deletes_old_rows() throws Exception {
    pipeline
        .database()
        .run(
            "INSERT INTO millrace_worker VALUES"
                + " ('dead', NOW(3), NOW(3) - INTERVAL 61 MINUTE, 0),"
                + " ('killed', NOW(3), NOW(3) - INTERVAL 59 MINUTE, 0)");

    pipeline.start(List.of());
    TestPipeline.await(() -> names().contains("test worker"), "give a sign");

    assertThat(names()).containsExactly("killed", "test worker");

    pipeline.stop();

    assertThat(names()).containsExactly("killed");
  }

  private List<String> names() {
    return pipeline.database().rows("SELECT name FROM millrace_worker ORDER BY name");
  }
}
