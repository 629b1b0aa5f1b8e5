package dev.millrace.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UrlSettingsTest {

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

    environment.url(Setting.SOURCE_URL);

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

    environment.text(Setting.DB_URL);
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

    environment.url(Setting.SOURCE_URL);

    if (allowed) {
      assertThatCode(environment::check).doesNotThrowAnyException();
    } else {
      assertThat(problems(environment)).singleElement().asString().contains("https", url);
    }
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

    environment.text(Setting.DB_URL);

    assertThat(problems(environment))
        .containsExactly(
            "MILLRACE_DB_URL must be a JDBC URL with a schema, such as"
                + " jdbc:mysql://host:3306/schema, but is '%s'".formatted(url));
  }

  @Test
  void a_fifo_queue_is_refused() {
    String url = "https://sqs.eu-west-1.amazonaws.com/123456789012/import.fifo";
    Environment environment = new Environment(Map.of("MILLRACE_IMPORT_QUEUE", url));

    environment.url(Setting.IMPORT_QUEUE);

    assertThat(problems(environment))
        .containsExactly(
            "MILLRACE_IMPORT_QUEUE must be a standard queue, not a FIFO queue, since slices need"
                + " no order, but is '%s'".formatted(url));
  }

  private static List<String> problems(Environment environment) {
    return catchThrowableOfType(InvalidSettingsException.class, environment::check).problems();
  }
}
