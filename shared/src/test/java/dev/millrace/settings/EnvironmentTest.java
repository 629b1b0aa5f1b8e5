package dev.millrace.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvironmentTest {

  @Test
  void all_that_is_wrong_or_missing_is_said_at_once() {
    Environment environment =
        new Environment(
            Map.of(
                "MILLRACE_SORCE_KEY", "k",
                "MILLRACE_IMPORT_QUEUE", "import",
                "MILLRACE_BATCH_ROWS", "0",
                "MILLRACE_POLL_SECONDS", "soon",
                "MILLRACE_DB_URL", "mysql://db/m"));

    environment.text(Setting.DB_USER);
    environment.text(Setting.DB_URL);
    environment.url(Setting.IMPORT_QUEUE);
    environment.number(Setting.BATCH_ROWS);
    environment.seconds(Setting.POLL_SECONDS);

    assertThat(problems(environment))
        .containsExactly(
            "MILLRACE_SORCE_KEY is not a setting of Millrace; did you mean 'MILLRACE_SOURCE_KEY'?",
            "MILLRACE_DB_USER is missing: database user",
            "MILLRACE_DB_URL must be a JDBC URL such as jdbc:mysql://host:3306/schema,"
                + " but is 'mysql://db/m'",
            "MILLRACE_IMPORT_QUEUE must be an http or https URL, but is 'import':"
                + " it does not begin with http:// or https://",
            "MILLRACE_BATCH_ROWS must be a whole number from 1 to 10000, but is '0'",
            "MILLRACE_POLL_SECONDS must be a whole number from 1 to 20, but is 'soon'");
  }

  @Test
  void the_message_of_a_refusal_has_a_line_for_each_problem() {
    Environment environment = new Environment(Map.of("MILLRACE_A", "", "MILLRACE_B", ""));

    assertThatThrownBy(environment::check).message().hasLineCount(2).contains("A is", "B is");
  }

  @Test
  void unused_settings_may_be_missing() {
    Environment environment = new Environment(Map.of());

    environment.number(Setting.SLICE_SECONDS);
    environment.number(Setting.BATCH_ROWS);
    environment.text(Setting.SLACK_TOKEN);
    environment.text(Setting.HASH_KEY);

    assertThatCode(environment::check).doesNotThrowAnyException();
  }

  @Test
  void unrelated_variables_are_ignored() {
    Environment environment =
        new Environment(
            Map.of("PATH", "/bin", "millrace_x", "", "MILLRACE_DEBUG", "1", "AWS_REGION", "x"));

    assertThatCode(environment::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource
  void every_setting_has_a_variable_and_a_meaning(Setting setting) {
    String value = example(setting);
    Environment environment = new Environment(Map.of(setting.variable(), value));

    assertThat(environment.text(setting)).isEqualTo(value);
    assertThat(Setting.named(setting.variable())).hasValue(setting);
    assertThat(setting.meaning()).isNotBlank();
    assertThat(setting.fallback().filter(_ -> setting.isNumber()).map(Integer::parseInt))
        .as("the default is within the bounds")
        .matches(number -> number.isEmpty() || inBounds(setting, number.get()));
    assertThatCode(environment::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void a_blank_value_is_none(String blank) {
    Environment environment =
        new Environment(Map.of("MILLRACE_BATCH_ROWS", blank, "MILLRACE_DB_USER", blank));

    assertThat(environment.number(Setting.BATCH_ROWS)).isEqualTo(1000);
    assertThat(environment.text(Setting.DB_USER)).isEmpty();
    assertThat(problems(environment)).containsExactly("MILLRACE_DB_USER is missing: database user");
  }

  @ParameterizedTest
  @ValueSource(strings = {"6", "7", "3599", "3600"})
  void bounds_are_included(String value) {
    Environment environment = new Environment(Map.of("MILLRACE_LEASE_SECONDS", value));

    assertThat(environment.seconds(Setting.LEASE_SECONDS))
        .isEqualTo(Duration.ofSeconds(Long.parseLong(value)));
    assertThatCode(environment::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "3601", "-6", "60s", "1e2", "60.0", " 60", "99999999999"})
  void a_number_out_of_bounds_or_none_at_all_is_refused(String value) {
    Environment environment = new Environment(Map.of("MILLRACE_LEASE_SECONDS", value));

    assertThat(environment.seconds(Setting.LEASE_SECONDS)).hasSeconds(6);
    assertThat(problems(environment))
        .singleElement()
        .asString()
        .contains("MILLRACE_LEASE_SECONDS", "from 6 to 3600", "'" + value + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hush", " hush\n", "\thu~!sh "})
  void header_values_are_stripped(String value) {
    Environment environment = new Environment(Map.of("MILLRACE_SOURCE_KEY", value));

    assertThat(environment.text(Setting.SOURCE_KEY)).isEqualTo(value.strip());
    assertThatCode(environment::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hu sh", "hu\nsh", "hüsh", "hu\u0000sh", "hush💡"})
  void invalid_header_values_are_refused_and_not_printed(String value) {
    Environment environment = new Environment(Map.of("MILLRACE_SOURCE_KEY", value));

    environment.text(Setting.SOURCE_KEY);

    assertThat(problems(environment))
        .containsExactly("MILLRACE_SOURCE_KEY must be of visible ASCII characters, but is '…'");
  }

  @Test
  void a_summary_shows_settings_that_differ_from_their_defaults_without_secrets() {
    Environment environment =
        new Environment(
            Map.of(
                "MILLRACE_SOURCE_KEY", "hush",
                "MILLRACE_DB_PASSWORD", "hush",
                "MILLRACE_SLICE_SECONDS", "60",
                "X", "hush"));

    environment.text(Setting.SOURCE_KEY);
    environment.text(Setting.DB_PASSWORD);
    environment.number(Setting.SLICE_SECONDS);
    environment.number(Setting.BATCH_ROWS);
    environment.text(Setting.SLACK_TOKEN);
    environment.text(Setting.HASH_KEY);

    assertThat(environment.summary())
        .isEqualTo("MILLRACE_SOURCE_KEY=… MILLRACE_DB_PASSWORD=… MILLRACE_SLICE_SECONDS=60");
  }

  @Test
  void a_wrong_or_misspelt_secret_is_never_printed() {
    Environment environment =
        new Environment(Map.of("MILLRACE_SOURCE_KEY", "hush hush", "MILLRACE_DB_PASSWORT", "hush"));

    environment.text(Setting.SOURCE_KEY);

    assertThat(problems(environment)).hasSize(2).asString().doesNotContain("hush");
    assertThat(environment.summary()).doesNotContain("hush");
  }

  @Test
  void only_numbers_are_read_as_numbers() {
    assertThatThrownBy(() -> new Environment(Map.of()).number(Setting.SOURCE_KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("MILLRACE_SOURCE_KEY is not a number; read its text");
  }

  @Test
  void another_setting_may_lower_an_upper_bound() {
    Environment environment = new Environment(Map.of("MILLRACE_IMPORT_PERMITS", "70"));

    assertThat(environment.number(Setting.IMPORT_PERMITS, 69)).isEqualTo(1);
    assertThat(problems(environment))
        .containsExactly(
            "MILLRACE_IMPORT_PERMITS must be a whole number from 1 to 69, but is '70'");
  }

  private static String example(Setting setting) {
    return switch (setting.kind()) {
      case TEXT -> "any value";
      case HEADER -> "value";
      case NUMBER -> setting.fallback().orElseThrow();
      case DATABASE_LOGIN -> "iam";
      case DATABASE_URL -> "jdbc:mysql://db/m";
      case QUEUE_URL, API_URL -> "https://example.org/x/";
    };
  }

  @ParameterizedTest
  @EnumSource
  void every_default_is_valid(Setting setting) {
    setting
        .fallback()
        .filter(value -> !value.isEmpty())
        .ifPresent(value -> assertThat(setting.kind().problem(value)).isEmpty());
  }

  private static boolean inBounds(Setting setting, int number) {
    return number >= setting.least() && number <= setting.most();
  }

  private static List<String> problems(Environment environment) {
    return catchThrowableOfType(InvalidSettingsException.class, environment::check).problems();
  }
}
