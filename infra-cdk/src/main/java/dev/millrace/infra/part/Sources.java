package dev.millrace.infra.part;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.constructs.Node;

/**
 * What workers need for types with a source of their own.
 *
 * @param secrets {@code authSecrets}: names of existing secrets in Secrets Manager, by the names
 *     that definitions have in {@code auth}; after a {@code #} a field of a JSON object
 * @param ports {@code sourcePorts}: ports of sources other than 443
 * @param buckets {@code sourceBuckets}: buckets of S3 with files
 */
public record Sources(Map<String, String> secrets, List<Integer> ports, List<String> buckets) {

  public static final Sources NONE = new Sources(Map.of(), List.of(), List.of());

  private static final int HTTPS = 443;
  private static final int HIGHEST_PORT = 65_535;

  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,127}");
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9/_+=.@-]{1,512}(#[^#\\s]+)?");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  /** Names that Lambda and the settings of Millrace use. */
  private static final Pattern TAKEN = Pattern.compile("(AWS|LAMBDA|MILLRACE)_.*|.*_SECRET");

  /**
   * Checks all values.
   *
   * @throws IllegalArgumentException naming an invalid one
   */
  public Sources {
    secrets = Map.copyOf(secrets);
    ports = ports.stream().filter(port -> port != HTTPS).distinct().sorted().toList();
    buckets = List.copyOf(buckets);
    secrets.forEach(
        (name, secret) -> {
          if (!NAME.matcher(name).matches() || TAKEN.matcher(name).matches()) {
            throw new IllegalArgumentException(
                ("authSecrets has '%s', which is not a name of auth in a definition; write"
                        + " GITHUB_TOKEN=millrace/github-token")
                    .formatted(name));
          }
          if (!SECRET.matcher(secret).matches()) {
            throw new IllegalArgumentException(
                "authSecrets must have the name of a secret for %s, but has '%s'"
                    .formatted(name, secret));
          }
        });
    for (int port : ports) {
      if (port < 1 || port > HIGHEST_PORT) {
        throw new IllegalArgumentException(
            "sourcePorts must be ports from 1 to 65535, but has %d".formatted(port));
      }
    }
    for (String bucket : buckets) {
      if (!BUCKET.matcher(bucket).matches()) {
        throw new IllegalArgumentException(
            "sourceBuckets must be names of buckets, but has '%s'".formatted(bucket));
      }
    }
  }

  static Sources from(Node node) {
    Map<String, String> secrets = new TreeMap<>();
    for (String pair : list(node, "authSecrets")) {
      int equals = pair.indexOf('=');
      secrets.put(
          equals < 0 ? pair : pair.substring(0, equals).strip(),
          equals < 0 ? "" : pair.substring(equals + 1).strip());
    }
    List<Integer> ports = new ArrayList<>();
    for (String port : list(node, "sourcePorts")) {
      try {
        ports.add(Integer.parseInt(port));
      } catch (NumberFormatException _) {
        throw new IllegalArgumentException(
            "sourcePorts must be ports from 1 to 65535, but has '%s'".formatted(port));
      }
    }
    return new Sources(secrets, ports, list(node, "sourceBuckets"));
  }

  private static List<String> list(Node node, String name) {
    return Context.text(node, name).stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .toList();
  }
}
