package dev.millrace.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.Execution;
import dev.millrace.cli.OperatorStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Promises of freshness in the status. */
final class FreshStatusTest {

  @RegisterExtension private static final OperatorStage stage = new OperatorStage();

  @Test
  void a_broken_promise_is_named_and_kept_ones_are_counted() {
    stage.run("produce", "--at=-3h");
    stage.importAll();
    stage.type("T", "fresh: 2h");
    stage.type("U", "fresh: 1d");

    Execution status = stage.run("status");
    JsonNode types = stage.run("status", "--json").json().path("types");

    assertThat(status.out())
        .containsPattern("\nT: behind 3 h( 1 min)?, promise 2 h: broken since \\S+Z\n")
        .contains("\n1 of 2 promises of freshness kept\n")
        .doesNotContain("U: behind");
    assertThat(status.lines()).allMatch(line -> line.length() <= 80);
    assertThat(types.path(0).path("fresh").asBoolean(true)).isFalse();
    assertThat(types.path(0).path("fresh_seconds").asLong()).isEqualTo(7200);
    assertThat(types.path(0).path("behind_seconds").asLong()).isBetween(10_860L, 10_920L);
    assertThat(types.path(1).path("fresh").asBoolean()).isTrue();
  }

  @Test
  void types_without_the_key_have_no_promise() {
    JsonNode type = stage.run("status", "--json").json().path("types").path(0);

    assertThat(stage.run("status").out()).doesNotContain("promise");
    assertThat(type.path("fresh").isNull()).isTrue();
    assertThat(type.path("fresh_seconds").isNull()).isTrue();
    assertThat(type.path("behind_seconds").asLong()).isBetween(4_260L, 4_300L);
  }
}
