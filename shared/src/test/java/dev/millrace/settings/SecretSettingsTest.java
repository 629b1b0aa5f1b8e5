package dev.millrace.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SecretSettingsTest {

  private static final String LOGIN = "{\"username\":\"worker\",\"password\":\"pw\",\"port\":3306}";

  private final List<String> asked = new ArrayList<>();

  @Test
  void one_secret_gives_user_and_password_and_is_asked_for_once() {
    Environment environment = environment(Map.of("MILLRACE_DB_SECRET", "arn:login"));

    assertThat(environment.text(Setting.DB_USER)).isEqualTo("worker");
    assertThat(environment.text(Setting.DB_PASSWORD)).isEqualTo("pw");
    environment.check();
    assertThat(asked).containsExactly("arn:login");
  }

  @Test
  void a_secret_is_taken_whole_or_one_field_of_it() {
    Environment whole = environment(Map.of("MILLRACE_SOURCE_KEY_SECRET", "arn:key"));
    Environment field = environment(Map.of("MILLRACE_SOURCE_KEY_SECRET", "arn:login#password"));

    assertThat(whole.text(Setting.SOURCE_KEY)).isEqualTo("k-1");
    assertThat(field.text(Setting.SOURCE_KEY)).isEqualTo("pw");
  }

  @Test
  void a_secret_is_masked_however_it_came() {
    Environment environment =
        environment(
            Map.of("MILLRACE_DB_SECRET", "arn:login", "MILLRACE_SOURCE_KEY_SECRET", "arn:key"));

    environment.text(Setting.DB_USER);
    environment.text(Setting.DB_PASSWORD);
    environment.text(Setting.SOURCE_KEY);

    assertThat(environment.summary())
        .isEqualTo("MILLRACE_DB_USER=worker MILLRACE_DB_PASSWORD=… MILLRACE_SOURCE_KEY=…");
  }

  @Test
  void unreadable_secrets_are_reported_without_their_value() {
    Environment environment =
        environment(
            Map.of(
                "MILLRACE_DB_SECRET", "arn:key",
                "MILLRACE_SOURCE_KEY_SECRET", "arn:none"));

    environment.text(Setting.DB_PASSWORD);
    environment.text(Setting.SOURCE_KEY);

    assertThat(problems(environment))
        .containsExactly(
            "MILLRACE_DB_SECRET for MILLRACE_DB_PASSWORD:"
                + " the secret 'arn:key' is not a JSON object with a text field 'password'",
            "MILLRACE_SOURCE_KEY_SECRET for MILLRACE_SOURCE_KEY: there is no arn:none");
  }

  @Test
  void a_secret_that_cannot_be_read_is_asked_for_and_said_once() {
    Environment environment = environment(Map.of("MILLRACE_DB_SECRET", "arn:none"));

    environment.text(Setting.DB_USER);
    environment.text(Setting.DB_PASSWORD);

    assertThat(problems(environment))
        .containsExactly("MILLRACE_DB_SECRET for MILLRACE_DB_USER: there is no arn:none");
    assertThat(asked).containsExactly("arn:none");
  }

  @Test
  void a_value_together_with_its_secret_is_refused() {
    Environment environment =
        environment(Map.of("MILLRACE_DB_USER", "me", "MILLRACE_DB_SECRET", "arn:login"));

    environment.text(Setting.DB_USER);

    assertThat(problems(environment))
        .containsExactly(
            "MILLRACE_DB_USER and MILLRACE_DB_SECRET are both set; remove one of them");
  }

  private Environment environment(Map<String, String> variables) {
    return new Environment(variables, this::read);
  }

  private String read(String id) {
    asked.add(id);
    return switch (id) {
      case "arn:login" -> LOGIN;
      case "arn:key" -> "k-1";
      default -> throw new UnreadableSecretException("there is no " + id);
    };
  }

  private static List<String> problems(Environment environment) {
    return catchThrowableOfType(InvalidSettingsException.class, environment::check).problems();
  }
}
