package dev.millrace.infra.part;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.constructs.Node;

/** The values of the context of the CDK command line. */
final class Context {

  /** All names of the context. */
  private static final Set<String> NAMES =
      Set.of(
          "alarmEmail",
          "alarms",
          "authSecrets",
          "databaseAuth",
          "databaseCertificate",
          "databaseHost",
          "databaseResource",
          "databaseSecret",
          "databaseSecurityGroup",
          "eventCodeTable",
          "flowLogs",
          "hashKeySecret",
          "idle",
          "leastCapacity",
          "logDays",
          "mostCapacity",
          "mostTasks",
          "name",
          "permits",
          "requesters",
          "schemaRun",
          "secretKey",
          "senders",
          "slackTokenSecret",
          "sourceBuckets",
          "sourceKeySecret",
          "sourcePorts",
          "sourceRate",
          "sourceUrl",
          "spot",
          "standby",
          "subnets",
          "tasks",
          "vpc",
          "workers",
          "zones");

  private Context() {}

  /**
   * Checks the names of the context.
   *
   * @throws IllegalArgumentException naming one that has no effect
   */
  static void refuseUnknown(Node node) {
    if (!(node.getAllContext() instanceof Map<?, ?> context)) {
      return;
    }
    for (Object key : context.keySet()) {
      String name = key.toString();
      // Names with a colon or @ are those of the CDK.
      if (!name.contains(":") && !name.startsWith("@") && !NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "the context has the unknown name '%s'; use one of %s"
                .formatted(name, String.join(", ", new TreeSet<>(NAMES))));
      }
    }
  }

  static boolean chosen(Node node, String name, String value) {
    Optional<String> text = text(node, name);
    if (text.isPresent() && !text.get().equals(value)) {
      throw new IllegalArgumentException(
          "the context '%s' must be %s or absent, but is '%s'".formatted(name, value, text.get()));
    }
    return text.isPresent();
  }

  static Optional<String> text(Node node, String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalStateException("the name '%s' is not in the list".formatted(name));
    }
    @Nullable Object value = node.tryGetContext(name);
    return Optional.ofNullable(value).map(Object::toString).filter(text -> !text.isBlank());
  }

  static List<String> list(Node node, String name) {
    return text(node, name).stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .map(String::strip)
        .toList();
  }

  static String needed(Node node, String name) {
    return text(node, name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the context has databaseHost, but not '%s'".formatted(name)));
  }

  static List<String> neededList(Node node, String name) {
    String _ = needed(node, name);
    return list(node, name);
  }
}
