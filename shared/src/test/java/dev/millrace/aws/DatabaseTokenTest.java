package dev.millrace.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.regions.Region;

class DatabaseTokenTest {

  private static final String HOST = "millrace.cluster-abc.eu-central-1.rds.amazonaws.com";
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  /** What {@code generate_db_auth_token} of AWS's botocore 1.43.11 answers for the same. */
  private static final String OF_BOTOCORE =
      HOST
          + ":3306/?Action=connect&DBUser=millrace_worker&X-Amz-Algorithm=AWS4-HMAC-SHA256"
          + "&X-Amz-Credential=AKIDEXAMPLE%2F20261129%2Feu-central-1%2Frds-db%2Faws4_request"
          + "&X-Amz-Date=20261129T120000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
          + "&X-Amz-Security-Token=session%2Ftoken%2Bof%3Da%20role&X-Amz-Signature="
          + "eb2179ee76701891e1d4cd7b1b16b9b40217e92c86097addfdb813abd0fa224f";

  @Test
  void it_is_the_one_that_the_database_computes() {
    String token = token("millrace_worker");

    assertThat(token).startsWith(HOST + ":3306/?");
    assertThat(parameters(token)).isEqualTo(parameters(OF_BOTOCORE));
  }

  @Test
  void another_user_needs_another_one() {
    assertThat(parameters(token("millrace_reader")).get("X-Amz-Signature"))
        .isNotEqualTo(parameters(OF_BOTOCORE).get("X-Amz-Signature"));
  }

  private static String token(String user) {
    return new DatabaseToken(HOST, 3306, user)
        .text(
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create("AKIDEXAMPLE", "secret", "session/token+of=a role")),
            Region.EU_CENTRAL_1,
            request ->
                request.putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOON, ZoneOffset.UTC)));
  }

  /** In any order, since that is not signed. */
  private static Map<String, String> parameters(String token) {
    Map<String, String> all = new TreeMap<>();
    for (String each : List.of(URI.create("https://" + token).getRawQuery().split("&", -1))) {
      List<String> parts = Arrays.asList(each.split("=", 2));
      all.put(parts.getFirst(), URLDecoder.decode(parts.getLast(), StandardCharsets.UTF_8));
    }
    return all;
  }
}
