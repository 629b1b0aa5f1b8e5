package dev.millrace.worker.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.FunctionCall;
import dev.millrace.settings.InvalidSettingsException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

/** In a process without settings. */
final class FunctionMainTest {

  @Test
  void missing_settings_are_named_all_at_once_at_the_first_event_and_not_before() {
    FunctionMain function = new FunctionMain();

    for (int event = 0; event < 2; event++) {
      assertThatThrownBy(
              () ->
                  function.handleRequest(
                      Events.text("{}"),
                      OutputStream.nullOutputStream(),
                      new FunctionCall("request")))
          .isInstanceOfSatisfying(
              InvalidSettingsException.class,
              invalid ->
                  assertThat(invalid.problems())
                      .hasSize(8)
                      .allMatch(problem -> problem.contains(" is missing: ")));
    }
  }
}
