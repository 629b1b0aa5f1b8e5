package dev.millrace.local.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.http.LocalServer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A stand-in for S3 that gives objects at {@code /bucket/key} to requests with a valid signature
 * (AWS Signature Version 4, written after its documentation). An object that is not there is 404
 * for those who may list the bucket, and 403 for others. A bucket of another region is 301 with the
 * region in a header. Thread-safe.
 */
public final class LocalS3 implements AutoCloseable {

  /** The credentials that it takes. */
  public static final String KEY_ID = "local";

  public static final String SECRET = "local-secret";

  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential="
              + KEY_ID
              + "/(\\d{8})/([a-z0-9-]+)/s3/aws4_request, SignedHeaders=([a-z0-9;-]+),"
              + " Signature=([0-9a-f]{64})");

  private final LocalServer server = new LocalServer(0);
  private final String region;
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final List<String> requested = new CopyOnWriteArrayList<>();
  private volatile boolean listing = true;

  private LocalS3(String region) {
    this.region = region;
  }

  /** On a free port, with all buckets in this region. */
  public static LocalS3 start(String region) {
    LocalS3 started = new LocalS3(region);
    started.server.serve("/", started::serve, List.of());
    started.server.start();
    return started;
  }

  /** For {@code AWS_ENDPOINT_URL_S3}. */
  public String endpoint() {
    return server.address();
  }

  /** Puts an object, in place of the one of that name. */
  public void put(String bucket, String key, byte[] content) {
    objects.put("/" + bucket + "/" + key, content.clone());
  }

  /** From now on requesters may not list buckets. */
  public void forbidListing() {
    listing = false;
  }

  /** The paths of all requests, in the order of their arrival. */
  public List<String> requested() {
    return List.copyOf(requested);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      requested.add(exchange.getRequestURI().getRawPath());
      Matcher signed = AUTHORIZATION.matcher(header(exchange, "Authorization"));
      if (!signed.matches() || !signature(exchange, signed).equals(signed.group(4))) {
        error(exchange, 403, "SignatureDoesNotMatch");
      } else if (!signed.group(2).equals(region)) {
        exchange.getResponseHeaders().set("x-amz-bucket-region", region);
        error(exchange, 301, "PermanentRedirect");
      } else {
        byte[] object = objects.get(exchange.getRequestURI().getPath());
        if (object == null) {
          error(exchange, listing ? 404 : 403, listing ? "NoSuchKey" : "AccessDenied");
        } else {
          send(exchange, 200, object);
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA-256", e);
    }
  }

  private static String signature(HttpExchange exchange, Matcher signed)
      throws GeneralSecurityException {
    Map<String, String> headers = new TreeMap<>();
    for (String name : signed.group(3).split(";", -1)) {
      headers.put(name, header(exchange, name).strip().replaceAll(" +", " "));
    }
    StringBuilder canonical = new StringBuilder();
    canonical.append(exchange.getRequestMethod()).append('\n');
    canonical.append(exchange.getRequestURI().getRawPath()).append("\n\n");
    headers.forEach((name, value) -> canonical.append(name).append(':').append(value).append('\n'));
    canonical.append('\n').append(signed.group(3)).append('\n');
    canonical.append(header(exchange, "x-amz-content-sha256"));
    String scope = signed.group(1) + "/" + signed.group(2) + "/s3/aws4_request";
    String text =
        "AWS4-HMAC-SHA256\n%s\n%s\n%s"
            .formatted(header(exchange, "x-amz-date"), scope, hash(canonical.toString()));
    byte[] key = ("AWS4" + SECRET).getBytes(UTF_8);
    for (String part : List.of(signed.group(1), signed.group(2), "s3", "aws4_request")) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, text));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private static String hash(String text) throws GeneralSecurityException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    send(
        exchange,
        status,
        "<?xml version=\"1.0\"?><Error><Code>%s</Code></Error>".formatted(code).getBytes(UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.close();
  }
}
