package dev.millrace.worker.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.local.aws.FunctionCall;
import dev.millrace.settings.InvalidSettingsException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** In a process without settings. */
@Isolated("the locale is shared by all tests")
final class FunctionMainTest {

  @Test
  void text_is_written_without_the_language_of_the_machine() {
    Locale before = Locale.getDefault();
    try {
      for (Supplier<RequestStreamHandler> handler :
          List.<Supplier<RequestStreamHandler>>of(FunctionMain::new, SchemaTaskFunction::new)) {
        Locale.setDefault(Locale.forLanguageTag("fa-IR"));
        assertThat("%d".formatted(20_000)).as("without us").isEqualTo("۲۰۰۰۰");

        var _ = handler.get();

        assertThat("%d".formatted(20_000)).isEqualTo("20000");
      }
    } finally {
      Locale.setDefault(before);
    }
  }

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
                      .hasSize(6)
                      .allMatch(problem -> problem.contains(" is missing: ")));
    }
  }
}
