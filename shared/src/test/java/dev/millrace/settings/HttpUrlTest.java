package dev.millrace.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpUrlTest {

  private static final URI PAGE = URI.create("https://source.example.com/get_docs/T?a=b");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://h.example/a?b=c%2Fd        | https://h.example/a?b=c%2Fd",
        "HTTPS://h.example/a                | https://h.example/a",
        "https://h.example/a b!c{d}?e=^f g  | https://h.example/a%20b%7Cc%7Bd%7D?e=%5Ef%20g",
        "https://h.example/100%/é           | https://h.example/100%25/%C3%A9",
        "https://h.example/a[0]             | https://h.example/a%5B0%5D",
        "/docs/x.json                       | https://source.example.com/docs/x.json",
        "x.json?s=1                         | https://source.example.com/get_docs/x.json?s=1",
        "?s=1                               | https://source.example.com/get_docs/T?s=1",
        "//other.example/x                  | https://other.example/x",
        "https://my_bucket.example/x        | https://my_bucket.example/x",
        "https://[::1]:8080/x               | https://[::1]:8080/x",
      })
  void a_link_is_resolved_by_rule(String link, String url) {
    // A bar separates the cells of the table, so an exclamation mark takes its place.
    assertThat(HttpUrl.resolve(PAGE, link.replace('!', '|'))).hasToString(url);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://h/secret          | its scheme is ftp, not http or https",
        "https:///secret         | it has no host",
        "https://bad host/secret | illegal character in authority at character",
        "https://h:70000/secret  | its port is 70000, which is above 65535",
        "mailto:secret@h         | its scheme is mailto",
      })
  void the_problem_of_a_link_is_reported_without_its_path(String link, String problem) {
    assertThatThrownBy(() -> HttpUrl.resolve(PAGE, link))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/",
        "https://LocalHost:1/",
        "http://localhost./",
        "http://a.localhost/",
        "https://127.0.0.1/",
        "https://127.8.9.1/",
        "http://2130706433/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[0:0::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/"
      })
  void this_machine_is_recognized_however_it_is_written(String url) {
    assertThat(Hosts.onThisMachine(HttpUrl.parse(url))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/", "https://localhost.example.com/", "https://128.0.0.1/",
        "https://notlocalhost/", "https://[2001:db8::1]/", "https://127.0.0.1.example.com/"
      })
  void other_machines_are_not_taken_for_this_one(String url) {
    assertThat(Hosts.onThisMachine(URI.create(url))).isFalse();
  }
}
