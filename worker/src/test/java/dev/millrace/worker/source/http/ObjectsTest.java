package dev.millrace.worker.source.http;

import static dev.millrace.worker.source.http.ScriptedApi.AT;
import static dev.millrace.worker.source.http.ScriptedApi.HOUR;
import static dev.millrace.worker.source.http.ScriptedApi.document;
import static dev.millrace.worker.source.http.ScriptedApi.enveloped;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.local.aws.LocalS3;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files in S3, asked of a stand-in that checks signatures. */
final class ObjectsTest {

  private static final String DEFINITION =
      """
      type: Items
      recheck: [6h]
      source:
        files: 's3://my-logs/dt={yyyy}-{MM}-{dd}/a b+{HH}.json'
        id: /id
        timestamp: { from: /at, unit: s }
      columns: { a: { from: /data/a } }
      """
          .replace(" b+", "%20b+");

  private static final Instant NEXT_DAY = Instant.ofEpochSecond(AT + 24 * 3_600);

  @AutoClose private final ScriptedApi api = new ScriptedApi();
  @AutoClose private final LocalS3 s3 = LocalS3.start("eu-north-1");
  private final Map<String, String> variables = new HashMap<>();

  @BeforeEach
  void credentials() {
    variables.put("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    variables.put("AWS_ENDPOINT_URL_S3", s3.endpoint());
    variables.put("AWS_REGION", "eu-north-1");
    variables.put("AWS_ACCESS_KEY_ID", LocalS3.KEY_ID);
    variables.put("AWS_SECRET_ACCESS_KEY", LocalS3.SECRET);
    s3.put("my-logs", "dt=2024-05-31/a b+12.json", document("a", 0).getBytes(UTF_8));
  }

  private ScriptedApi.Read read() throws Exception {
    api.variables(Map.copyOf(variables));
    return api.read(api.clientOf(DEFINITION, NEXT_DAY), HOUR);
  }

  private SourceUnavailableException refusal() {
    return Objects.requireNonNull(
        catchThrowableOfType(SourceUnavailableException.class, this::read));
  }

  @Test
  void an_object_is_asked_for_with_a_valid_signature() throws Exception {
    assertThat(read().documents()).containsExactly(enveloped("a", 0));
    assertThat(s3.requested()).containsExactly("/my-logs/dt%3D2024-05-31/a%20b%2B12.json");
  }

  @Test
  void a_session_is_signed_too() throws Exception {
    variables.put("AWS_SESSION_TOKEN", "a-session");

    assertThat(read().documents()).hasSize(1);
  }

  @Test
  void a_bucket_of_another_region_is_asked_there() throws Exception {
    variables.put("AWS_REGION", "us-east-1");

    assertThat(read().documents()).hasSize(1);
    assertThat(s3.requested()).hasSize(2);
  }

  @Test
  void a_wrong_secret_is_refused_and_not_shown() {
    variables.put("AWS_SECRET_ACCESS_KEY", "wr0ng-secret");

    assertThat(refusal().kind()).isEqualTo(Kind.REFUSES_KEY);
    assertThat(refusal())
        .hasMessageContaining("GET s3://my-logs/dt=2024-05-31/a%20b+12.json")
        .hasMessageContaining("SignatureDoesNotMatch")
        .hasMessageContaining("s3:GetObject")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("wr0ng-secret"));
  }

  @Test
  void a_missing_object_is_a_missing_file() {
    s3.put("my-logs", "dt=2024-05-31/other", new byte[0]);
    variables.put("AWS_REGION", "eu-north-1");
    api.variables(Map.copyOf(variables));
    String other = DEFINITION.replace("{HH}.json", "{HH}.ndjson");

    SourceUnavailableException missing =
        catchThrowableOfType(
            SourceUnavailableException.class, () -> api.read(api.clientOf(other, NEXT_DAY), HOUR));
    s3.forbidListing();
    SourceUnavailableException hidden =
        catchThrowableOfType(
            SourceUnavailableException.class, () -> api.read(api.clientOf(other, NEXT_DAY), HOUR));

    assertThat(Objects.requireNonNull(missing).kind()).isEqualTo(Kind.NO_FILE);
    assertThat(Objects.requireNonNull(hidden).kind()).isEqualTo(Kind.REFUSES_KEY);
    assertThat(hidden).hasMessageContaining("s3:ListBucket on the bucket, without which");
  }
}
