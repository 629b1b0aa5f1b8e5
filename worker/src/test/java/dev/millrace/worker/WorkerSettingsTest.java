package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.settings.Environment;
import dev.millrace.settings.InvalidSettingsException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WorkerSettingsTest {

  @Test
  void more_permits_than_can_be_kept_invisible_are_refused_with_the_most_that_can() {
    Map<String, String> variables =
        Map.of("MILLRACE_LEASE_SECONDS", "6", "MILLRACE_IMPORT_PERMITS", "161");

    assertThatThrownBy(() -> WorkerSettings.from(new Environment(variables)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "MILLRACE_IMPORT_PERMITS must be a whole number from 1 to 160, but is '161'");
  }
}
