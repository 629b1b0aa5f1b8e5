package dev.millrace.infra.emulator;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What CloudFormation says about the making of a stack, in the XML of {@code DescribeStackEvents}.
 */
final class StackEvents {

  private static final Pattern EVENT = Pattern.compile("(?s)<member>(.*?)</member>");

  private StackEvents() {}

  /** The resource that failed first, with the reason; those that were cancelled failed later. */
  static String firstFailure(String events) {
    List<String> failed =
        EVENT
            .matcher(events)
            .results()
            .map(event -> event.group(1))
            .filter(event -> field("ResourceStatus", event).endsWith("_FAILED"))
            .toList();
    // The newest is the first one.
    return failed.isEmpty()
        ? "no event of a resource that failed"
        : "%s (%s): %s"
            .formatted(
                field("LogicalResourceId", failed.getLast()),
                field("ResourceType", failed.getLast()),
                field("ResourceStatusReason", failed.getLast()));
  }

  private static String field(String name, String event) {
    return Pattern.compile("(?s)<%1$s>(.*?)</%1$s>".formatted(name))
        .matcher(event)
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElse("");
  }
}
