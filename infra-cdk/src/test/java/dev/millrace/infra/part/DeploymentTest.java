package dev.millrace.infra.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.infra.NeedsNode;
import dev.millrace.infra.Synthesised;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsNode
class DeploymentTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://documents.example.org/get_docs/",
        "documents.example.org/get_docs/",
        "https://documents.example.org",
        "https:///get_docs/",
        "https://documents.example.org/get docs/",
        "https://documents.example.org:port/get_docs/"
      })
  void a_source_that_workers_would_refuse_is_refused_before_it_is_deployed(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Synthesised.of(Map.of("sourceUrl", url)))
        .withMessage(
            "sourceUrl must be an https URL without a login, such as"
                + " https://documents.example.com/get_docs/, but is '%s'",
            url);
  }

  @Test
  void a_login_in_the_source_s_url_is_refused_and_not_printed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Synthesised.of(Map.of("sourceUrl", "https://me:secret@example.org/")))
        .withMessageContaining("is 'https://…@example.org/'")
        .withMessageNotContaining("secret");
  }

  @Test
  void a_missing_source_is_a_warning() {
    assertThat(Synthesised.of(Map.of()).warnings()).anyMatch(text -> text.contains("sourceUrl"));
    assertThat(Synthesised.of(Map.of("sourceUrl", "https://example.org:8443/get_docs/")).warnings())
        .noneMatch(text -> text.contains("sourceUrl"));
  }

  @Test
  void a_key_of_secrets_that_is_none_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Synthesised.of(Map.of("secretKey", "alias/mine")))
        .withMessage("secretKey must be the ARN of a KMS key, but is 'alias/mine'");
  }
}
