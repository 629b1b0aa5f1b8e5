package dev.millrace.worker.source.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Requests for objects of S3, signed with the credentials of the process by the signer of the AWS
 * SDK. The SDK's client of S3 would be another 5 MB for this one request. Thread-safe.
 */
public final class S3Requests {

  /** The header with which S3 says where a bucket is. */
  public static final String BUCKET_REGION = "x-amz-bucket-region";

  /** The name becomes a part of a host, so an answer must not put another host in its place. */
  private static final Pattern REGION = Pattern.compile("[a-z0-9]+(-[a-z0-9]+){1,5}");

  /** When the role may have been corrected. */
  private static final Duration PAUSE = Duration.ofMinutes(5);

  private final Function<String, Optional<String>> variables;
  private final InstantSource clock;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final Map<String, String> regions = new ConcurrentHashMap<>();
  private volatile @Nullable AwsCredentialsProvider provider;

  /**
   * A request to send as it is.
   *
   * @param headers all but {@code Host}
   */
  public record Signed(URI url, Map<String, String> headers) {

    public Signed {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * Asks for nothing yet, also not for credentials.
   *
   * @param variables finds an environment variable, such as {@code AWS_ENDPOINT_URL}
   */
  public S3Requests(Function<String, Optional<String>> variables, InstantSource clock) {
    this.variables = variables;
    this.clock = clock;
  }

  /**
   * The GET of an object.
   *
   * @param object {@code s3://bucket/key}
   * @param headers signed as well
   * @throws SourceUnavailableException when the process has no credentials or no region
   */
  public Signed signed(URI object, Map<String, String> headers) {
    String bucket = String.valueOf(object.getRawAuthority());
    AwsCredentials identity;
    String region;
    try {
      region = region(bucket);
      identity = credentials();
    } catch (SdkException e) {
      throw new SourceUnavailableException(
          Kind.REFUSES_KEY,
          ("GET %s cannot be signed: %s; give the worker a role, or set AWS_REGION,"
                  + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
              .formatted(object, e.getMessage()),
          PAUSE);
    }
    URI url = url(bucket, encoded(String.valueOf(object.getPath())), region);
    SdkHttpRequest.Builder request = SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(url);
    headers.forEach(request::putHeader);
    SdkHttpRequest whole = request.build();
    SdkHttpRequest signed =
        signer
            .sign(
                sign ->
                    sign.identity(identity)
                        .request(whole)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock.withZone(ZoneOffset.UTC)))
            .request();
    Map<String, String> all = new LinkedHashMap<>();
    signed.forEachHeader(
        (name, values) -> {
          if (!name.toLowerCase(Locale.ROOT).equals("host")) {
            all.put(name, values.getFirst());
          }
        });
    return new Signed(url, all);
  }

  /**
   * Takes another region for a bucket.
   *
   * @return false if it is the one that was asked already, or cannot be the name of a region
   */
  public boolean moved(String bucket, String region) {
    return REGION.matcher(region).matches()
        && !region.equals(region(bucket))
        && !region.equals(regions.put(bucket, region));
  }

  /** At the endpoint of the environment, or where AWS has the bucket. */
  private URI url(String bucket, String path, String region) {
    Optional<String> endpoint =
        variables.apply("AWS_ENDPOINT_URL_S3").or(() -> variables.apply("AWS_ENDPOINT_URL"));
    if (endpoint.isPresent()) {
      String base = endpoint.get();
      return URI.create(
          (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/" + bucket + path);
    }
    String suffix = Region.of(region).metadata().partition().dnsSuffix();
    // A certificate's star stands for one name without dots.
    return URI.create(
        bucket.contains(".")
            ? "https://s3.%s.%s/%s%s".formatted(region, suffix, bucket, path)
            : "https://%s.s3.%s.%s%s".formatted(bucket, region, suffix, path));
  }

  /** As S3 encodes a key to check the signature: all but letters, digits and - . _ ~ /. */
  private static String encoded(String path) {
    return URLEncoder.encode(path, UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~")
        .replace("%2F", "/");
  }

  private String region(String bucket) {
    String known = regions.get(bucket);
    return known != null
        ? known
        : variables
            .apply("AWS_REGION")
            .or(() -> variables.apply("AWS_DEFAULT_REGION"))
            .orElseGet(() -> new DefaultAwsRegionProviderChain().getRegion().id());
  }

  private AwsCredentials credentials() {
    Optional<String> id = variables.apply("AWS_ACCESS_KEY_ID");
    Optional<String> key = variables.apply("AWS_SECRET_ACCESS_KEY");
    if (id.isPresent() && key.isPresent()) {
      return variables
          .apply("AWS_SESSION_TOKEN")
          .<AwsCredentials>map(token -> AwsSessionCredentials.create(id.get(), key.get(), token))
          .orElseGet(() -> AwsBasicCredentials.create(id.get(), key.get()));
    }
    AwsCredentialsProvider chain = provider;
    if (chain == null) {
      chain = DefaultCredentialsProvider.builder().build();
      provider = chain;
    }
    return chain.resolveCredentials();
  }
}
