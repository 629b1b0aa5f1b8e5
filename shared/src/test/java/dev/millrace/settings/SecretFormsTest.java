package dev.millrace.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretFormsTest {

  private static final SecretForms FORMS = SecretForms.of(Set.of("s3cr3t/ab+c=\"d' e&f"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3cr3t/ab+c=\"d' e&f",
        "s3cr3t%2Fab%2Bc%3D%22d%27+e%26f",
        "s3cr3t%2Fab%2Bc%3D%22d%27%20e%26f",
        "s3cr3t/ab+c=\\\"d' e&f",
        "s3cr3t\\/ab+c=\\\"d' e&f",
        "s3cr3t/ab+c=&quot;d&#39; e&amp;f",
        "s3cr3t/ab+c=&quot;d&#039; e&amp;f",
      })
  void a_secret_is_masked_in_every_form(String form) {
    assertThat(FORMS.masked("key " + form + " is unknown")).isEqualTo("key *** is unknown");
  }

  @Test
  void the_beginning_of_a_secret_at_the_end_of_a_text_is_masked() {
    assertThat(FORMS.masked("key s3cr3t/ab")).isEqualTo("key ***");
    assertThat(FORMS.masked("key s3cr3t\\/ab+c=\\\"d")).isEqualTo("key ***");
    assertThat(FORMS.masked("key s3c")).isEqualTo("key s3c");
  }

  @Test
  void a_secret_within_another_leaves_nothing_of_the_longer_one() {
    SecretForms both = SecretForms.of(List.of("abcdef", "abcdefghij"));

    assertThat(both.masked("abcdefghij abcdef")).isEqualTo("*** ***");
  }

  @Test
  void a_short_secret_is_not_masked() {
    assertThat(SecretForms.of(Set.of("abc", "")).masked("abc abcdef")).isEqualTo("abc abcdef");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "u", "me", "user:", "a longer user:"})
  void a_secret_is_masked_in_base64_wherever_it_begins(String before) {
    String secret = "s3cr3t-of-the-source";
    SecretForms forms = SecretForms.of(Set.of(secret));

    for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      String sent = encoder.encodeToString((before + secret + "!").getBytes(UTF_8));
      assertThat(forms.masked("no access for " + sent + " today"))
          .isEqualTo("no access for *** today");
    }
  }
}
