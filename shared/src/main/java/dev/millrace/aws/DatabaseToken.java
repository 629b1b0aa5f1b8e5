package dev.millrace.aws;

import dev.millrace.settings.AwsFaults;
import dev.millrace.settings.UnreadableSecretException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Makes tokens that RDS accepts in place of a password, for one user of one database. A token is a
 * signed address: it is made without a call and is valid for 15 minutes, for new connections only.
 * Thread-safe.
 */
public final class DatabaseToken {

  /** What RDS accepts at most. */
  public static final Duration VALID = Duration.ofMinutes(15);

  private final String host;
  private final int port;
  private final String user;

  /** For the login of that user at that address, as programs connect to it. */
  public DatabaseToken(String host, int port, String user) {
    this.host = host;
    this.port = port;
    this.user = user;
  }

  /**
   * A new token, signed with the credentials and for the region of this process.
   *
   * @throws UnreadableSecretException when there are no credentials, or no region
   */
  public String text() {
    try (DefaultCredentialsProvider credentials = DefaultCredentialsProvider.builder().build()) {
      return text(
          credentials, DefaultAwsRegionProviderChain.builder().build().getRegion(), _ -> {});
    } catch (SdkException e) {
      throw new UnreadableSecretException(
          "there is no token for the login of '%s': %s".formatted(user, AwsFaults.reason(e)), e);
    }
  }

  String text(
      AwsCredentialsProvider credentials,
      Region region,
      Consumer<SignRequest.Builder<AwsCredentialsIdentity>> further) {
    URI signed =
        AwsV4HttpSigner.create()
            .sign(
                request ->
                    request
                        .identity(credentials.resolveCredentials())
                        .request(
                            SdkHttpRequest.builder()
                                .method(SdkHttpMethod.GET)
                                .protocol("https")
                                .host(host)
                                .port(port)
                                .encodedPath("/")
                                .putRawQueryParameter("Action", "connect")
                                .putRawQueryParameter("DBUser", user)
                                .build())
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "rds-db")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region.id())
                        .putProperty(AwsV4FamilyHttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, VALID)
                        .applyMutation(further))
            .request()
            .getUri();
    // RDS takes the address without its scheme.
    return signed.toString().substring("https://".length());
  }
}
