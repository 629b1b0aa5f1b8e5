package dev.millrace.contact;

import dev.millrace.contact.DatabaseContact.Fault;
import dev.millrace.settings.AwsFaults;
import dev.millrace.settings.PipelineQueue;
import dev.millrace.settings.Setting;
import dev.millrace.settings.UnreadableSecretException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Finds the configured services that caused a failure, and reports each in one line: the setting,
 * its value without secrets, the cause, and what to do.
 *
 * @param variables the settings
 * @param sqs creates a client, which is closed here
 */
public record FirstContact(Map<String, String> variables, Supplier<SqsClient> sqs) {

  private static final List<Setting> QUEUES =
      Stream.of(PipelineQueue.values()).map(PipelineQueue::setting).toList();

  /** By its name: workers are packaged without the client of EventBridge. */
  private static final String BUS_FAULTS = "software.amazon.awssdk.services.eventbridge.";

  public FirstContact {
    variables = Map.copyOf(variables);
  }

  /** The faults of the services behind a failure; empty when they are not the cause. */
  public List<String> causes(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnreadableSecretException e) {
        return List.of(String.valueOf(e.getMessage()));
      }
      if (cause instanceof SQLException e) {
        return value(Setting.DB_URL).isBlank()
            ? List.of()
            : database().fault(e).map(Fault::message).stream().toList();
      }
      if (cause instanceof SdkException e && e.getClass().getName().startsWith(BUS_FAULTS)) {
        return List.of(
            "%s: cannot publish to the event bus %s: %s"
                .formatted(
                    Setting.EVENT_BUS.variable(), value(Setting.EVENT_BUS), AwsFaults.reason(e)));
      }
      if (cause instanceof SdkException e) {
        List<String> faults = queues();
        return faults.isEmpty() ? List.of("a call to AWS failed: " + AwsFaults.reason(e)) : faults;
      }
    }
    return List.of();
  }

  private DatabaseContact database() {
    return new DatabaseContact(value(Setting.DB_URL), value(Setting.DB_USER), "");
  }

  /** The faults of the queues, found by requesting their attributes. */
  public List<String> queues() {
    Map<Setting, String> urls = new LinkedHashMap<>();
    for (Setting setting : QUEUES) {
      if (!value(setting).isBlank()) {
        urls.put(setting, value(setting));
      }
    }
    try (SqsClient client = sqs.get()) {
      return new QueueContact(client).faults(urls);
    } catch (SdkClientException e) {
      return List.of("cannot reach SQS: " + AwsFaults.reason(e));
    }
  }

  private String value(Setting setting) {
    return variables.getOrDefault(setting.variable(), "");
  }
}
