package dev.millrace.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    environment.jdbcUrl(Setting.DB_URL);
    environment.url(Setting.IMPORT_QUEUE);
    environment.number(Setting.BATCH_ROWS, 1, 10);
    environment.seconds(Setting.POLL_SECONDS, 1, 20);

    assertThat(problems(environment))
        .containsExactly(
            "MILLRACE_SORCE_KEY is not a setting of Millrace; check its spelling",
            "MILLRACE_DB_USER is missing: database user",
            "MILLRACE_DB_URL must be a JDBC URL such as jdbc:mysql://host:3306/schema,"
                + " but is 'mysql://db/m'",
            "MILLRACE_IMPORT_QUEUE must be an http or https URL, but is 'import':"
                + " it does not begin with http:// or https://",
            "MILLRACE_BATCH_ROWS must be a whole number from 1 to 10, but is '0'",
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

    environment.number(Setting.SLICE_SECONDS, 1, 10_000);
    environment.number(Setting.BATCH_ROWS, 1, 10_000);
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
    Environment environment = new Environment(Map.of(setting.variable(), "a value"));

    assertThat(environment.text(setting)).isEqualTo("a value");
    assertThat(Setting.named(setting.variable())).hasValue(setting);
    assertThat(setting.meaning()).isNotBlank();
    assertThatCode(environment::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void a_blank_value_is_none(String blank) {
    Environment environment =
        new Environment(Map.of("MILLRACE_BATCH_ROWS", blank, "MILLRACE_DB_USER", blank));

    assertThat(environment.number(Setting.BATCH_ROWS, 1, 10_000)).isEqualTo(1000);
    assertThat(environment.text(Setting.DB_USER)).isEmpty();
    assertThat(problems(environment)).containsExactly("MILLRACE_DB_USER is missing: database user");
  }

  @ParameterizedTest
  @ValueSource(strings = {"6", "7", "3599", "3600"})
  void bounds_are_included(String value) {
    Environment environment = new Environment(Map.of("MILLRACE_LEASE_SECONDS", value));

    assertThat(environment.seconds(Setting.LEASE_SECONDS, 6, 3600))
        .isEqualTo(Duration.ofSeconds(Long.parseLong(value)));
    assertThatCode(environment::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "3601", "-6", "60s", "1e2", "60.0", " 60", "99999999999"})
  void a_number_out_of_bounds_or_none_at_all_is_refused(String value) {
    Environment environment = new Environment(Map.of("MILLRACE_LEASE_SECONDS", value));

    assertThat(environment.seconds(Setting.LEASE_SECONDS, 6, 3600)).hasSeconds(6);
    assertThat(problems(environment))
        .singleElement()
        .asString()
        .contains("MILLRACE_LEASE_SECONDS", "from 6 to 3600", "'" + value + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.0.0.1:9324/q/import", "https://sqs.eu-west-1.amazonaws.com/1/i"})
  void a_url_is_read_as_it_is(String value) {
    Environment environment = new Environment(Map.of("MILLRACE_IMPORT_QUEUE", value));

    assertThat(environment.url(Setting.IMPORT_QUEUE)).isEqualTo(URI.create(value));
    assertThatCode(environment::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://elastic_mq:9324/q/import",
        "HTTP://127.0.0.1:9324/q/import",
        " https://my_bucket.s3.amazonaws.com/x "
      })
  void a_url_is_read_by_the_rules_of_urls(String value) {
    Environment environment = new Environment(Map.of("MILLRACE_IMPORT_QUEUE", value));

    assertThat(environment.url(Setting.IMPORT_QUEUE))
        .hasToString(value.strip().replace("HTTP", "http"));
    assertThatCode(environment::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://my_source/get_docs/   | Java's HTTP client does not accept the host name 'my_source'",
        "https://me:hush@my_source:1/  | Java's HTTP client does not accept the host name 'my_source'",
        "https://source/get docs/      | illegal character in path at character 19",
        "https://:443/get_docs/        | it has no host",
        "https://source:99999/         | its port is 99999, which is above 65535",
        "wss://source/                 | its scheme is wss, not http or https",
        "source.example.com/get_docs/  | it does not begin with http:// or https://",
        "https://source/get_docs/?a=b  | a URL without '?' and '#'",
        "https://source/get_docs/#top  | a URL without '?' and '#'",
      })
  void the_problem_of_a_url_is_reported(String value, String problem) {
    Environment environment = new Environment(Map.of("MILLRACE_SOURCE_URL", value));

    environment.secureUrl(Setting.SOURCE_URL);

    assertThat(problems(environment))
        .singleElement()
        .asString()
        .contains("MILLRACE_SOURCE_URL", problem)
        .doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(strings = {"import", "ftp://h/i", "http://", "https:/h/i", "http://h/a b", "//h/i"})
  void invalid_web_urls_are_refused(String value) {
    Environment environment = new Environment(Map.of("MILLRACE_IMPORT_QUEUE", value));

    environment.url(Setting.IMPORT_QUEUE);

    assertThat(problems(environment))
        .singleElement()
        .asString()
        .contains("MILLRACE_IMPORT_QUEUE must be an http or https URL", "'" + value + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hush", " hush\n", "\thu~!sh "})
  void header_values_are_stripped(String value) {
    Environment environment = new Environment(Map.of("MILLRACE_SOURCE_KEY", value));

    assertThat(environment.headerText(Setting.SOURCE_KEY)).isEqualTo(value.strip());
    assertThatCode(environment::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hu sh", "hu\nsh", "hüsh", "hu\u0000sh", "hush💡"})
  void invalid_header_values_are_refused_and_not_printed(String value) {
    Environment environment = new Environment(Map.of("MILLRACE_SOURCE_KEY", value));

    environment.headerText(Setting.SOURCE_KEY);

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
    environment.number(Setting.BATCH_ROWS, 1, 10_000);

    assertThat(environment.summary())
        .isEqualTo("MILLRACE_SOURCE_KEY=… MILLRACE_DB_PASSWORD=… MILLRACE_SLICE_SECONDS=60");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://db:3306/m?user=a&password=hush&useSSL=true",
        "jdbc:mysql://db:3306/m?Password1=hush",
        "jdbc:mysql://db/m?trustCertificateKeyStorePassword=hush",
        "jdbc:mysql://a:hush@db:3306/m",
        "jdbc:mysql://address=(host=db)(password=hush)(port=3306)/m",
      })
  void a_password_in_a_url_is_never_printed(String url) {
    Environment environment = new Environment(Map.of("MILLRACE_DB_URL", url));
    Environment other = new Environment(Map.of("MILLRACE_SOURCE_URL", url));

    environment.jdbcUrl(Setting.DB_URL);
    other.url(Setting.SOURCE_URL);

    assertThat(environment.summary()).doesNotContain("hush").contains("…", "db");
    assertThat(problems(other)).asString().doesNotContain("hush").contains("…", "db");
  }

  @ParameterizedTest
  @CsvSource({
    "https://source.example.com/get_docs/, true",
    "http://localhost:8080/get_docs/, true",
    "HTTP://LOCALHOST:8080/get_docs/, true",
    "http://127.0.0.1:8080/get_docs/, true",
    "http://[::1]:8080/get_docs/, true",
    "http://source.example.com/get_docs/, false",
    "http://127.0.0.1.example.com/get_docs/, false",
    "http://localhost.example.com/get_docs/, false",
  })
  void keys_are_only_sent_over_https_or_to_this_machine(String url, boolean allowed) {
    Environment environment = new Environment(Map.of("MILLRACE_SOURCE_URL", url));

    environment.secureUrl(Setting.SOURCE_URL);

    if (allowed) {
      assertThatCode(environment::check).doesNotThrowAnyException();
    } else {
      assertThat(problems(environment)).singleElement().asString().contains("https", url);
    }
  }

  @Test
  void a_wrong_or_misspelt_secret_is_never_printed() {
    Environment environment =
        new Environment(Map.of("MILLRACE_SOURCE_KEY", "hush", "MILLRACE_DB_PASSWORT", "hush"));

    environment.url(Setting.SOURCE_KEY);
    environment.number(Setting.SOURCE_KEY, 1, 2);

    assertThat(problems(environment)).hasSize(3).asString().doesNotContain("hush");
    assertThat(environment.summary()).doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://127.0.0.1:3306",
        "jdbc:mysql://127.0.0.1:3306/",
        "jdbc:mysql://127.0.0.1:3306/?sslMode=DISABLED"
      })
  void a_jdbc_url_without_a_schema_is_refused(String url) {
    Environment environment = new Environment(Map.of("MILLRACE_DB_URL", url));

    environment.jdbcUrl(Setting.DB_URL);

    assertThat(problems(environment))
        .containsExactly(
            "MILLRACE_DB_URL must be a JDBC URL with a schema, such as"
                + " jdbc:mysql://host:3306/schema, but is '%s'".formatted(url));
  }

  @Test
  void a_fifo_queue_is_refused() {
    String url = "https://sqs.eu-west-1.amazonaws.com/123456789012/import.fifo";
    Environment environment = new Environment(Map.of("MILLRACE_IMPORT_QUEUE", url));

    environment.queueUrl(Setting.IMPORT_QUEUE);

    assertThat(problems(environment))
        .containsExactly(
            "MILLRACE_IMPORT_QUEUE must be a standard queue, not a FIFO queue, since slices need"
                + " no order, but is '%s'".formatted(url));
  }

  private static List<String> problems(Environment environment) {
    return catchThrowableOfType(InvalidSettingsException.class, environment::check).problems();
  }
}
