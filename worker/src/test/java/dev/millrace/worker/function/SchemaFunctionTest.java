package dev.millrace.worker.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.aws.FunctionCall;
import dev.millrace.settings.InvalidSettingsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a process without settings. */
final class SchemaFunctionTest {

  @Test
  void a_deployment_that_is_deleted_leaves_the_tables() throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();

    new SchemaFunction()
        .handleRequest(
            Events.text("{\"RequestType\":\"Delete\"}"), answer, new FunctionCall("request"));

    assertThat(answer.toString(StandardCharsets.UTF_8))
        .isEqualTo("{\"PhysicalResourceId\":\"schema\"}");
  }

  @Test
  void missing_settings_fail_the_deployment() {
    assertThatThrownBy(() -> handle("{\"RequestType\":\"Create\",\"ResourceProperties\":{}}"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("MILLRACE_DB_URL is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"RequestType\":\"Repair\"}", "{\"RequestType\":1}"})
  void an_event_of_another_kind_is_refused(String event) {
    assertThatThrownBy(() -> handle(event)).isInstanceOf(MalformedEventException.class);
  }

  private static void handle(String event) throws IOException {
    new SchemaFunction()
        .handleRequest(
            Events.text(event), new ByteArrayOutputStream(), new FunctionCall("request"));
  }
}
