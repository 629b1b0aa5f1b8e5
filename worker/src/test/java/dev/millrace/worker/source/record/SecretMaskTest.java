package dev.millrace.worker.source.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecretMaskTest {

  private final SecretMask redaction = new SecretMask(() -> Set.of("s3cr3t/+", "me"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET https://x/?a=1&access_token=abc&b=2 | GET https://x/?a=1&access_token=***1&b=2",
        "<https://x/?X-Amz-Signature=abc>; rel=\"next\" | <https://x/?X-Amz-Signature=***1>; rel=\"next\"",
        "{\"next\":\"https://x/?key=abc&page=2\"} | {\"next\":\"https://x/?key=***1&page=2\"}",
        "{\"refresh_token\" : \"a\\\"b\",\"n\":1} | {\"refresh_token\" : \"***1\",\"n\":1}",
        "{\"Authorization\":\"Basic bWU6czNjcg==\"} | {\"Authorization\":\"***1\"}",
        "sent Bearer abcdefghij to it | sent Bearer ***1 to it",
        "https://user:pass@host/ | https://***1@host/",
        "the key s3cr3t/+ and s3cr3t%2F%2B | the key *** and ***",
        "bWU6czNjcjN0Lys= | ***",
        "?page_token=abc&cursor=def&keyword=k | ?page_token=abc&cursor=def&keyword=k",
        "{\"token_count\":\"7\",\"key\":\"plain\"} | {\"token_count\":\"7\",\"key\":\"plain\"}",
      })
  void secrets_are_replaced_and_nothing_else(String text, String redacted) {
    assertThat(redaction.redacted(text)).isEqualTo(redacted);
  }

  @Test
  void equal_secrets_stay_equal_and_different_ones_different() {
    String pages = "?token=a ?token=b ?token=a";

    assertThat(redaction.redacted(pages)).isEqualTo("?token=***1 ?token=***2 ?token=***1");
    assertThat(redaction.redacted("?token=***2"))
        .as("what was redacted before")
        .isEqualTo("?token=***2");
  }
}
