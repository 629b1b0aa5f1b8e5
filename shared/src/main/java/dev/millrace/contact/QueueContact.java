package dev.millrace.contact;

import dev.millrace.queue.sqs.QueueState;
import dev.millrace.settings.AwsFaults;
import dev.millrace.settings.Setting;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** The queues of the settings. */
public final class QueueContact {

  private static final Pattern REGION =
      Pattern.compile("(?:^|\\.)sqs\\.([a-z0-9-]+)\\.amazonaws\\.com");

  private final SqsClient sqs;

  public QueueContact(SqsClient sqs) {
    this.sqs = sqs;
  }

  /**
   * Checks the queues and their dead-letter queues.
   *
   * @param urls by setting
   * @return a line for each unusable queue: the setting, the value, the cause and the fix; a single
   *     line when SQS itself cannot be reached
   */
  public List<String> faults(Map<Setting, String> urls) {
    List<String> faults = new ArrayList<>();
    for (Map.Entry<Setting, String> queue : urls.entrySet()) {
      try {
        fault(queue.getKey(), queue.getValue()).ifPresent(faults::add);
      } catch (SdkClientException e) {
        return List.of(
            "%s: cannot check the queue %s: %s"
                .formatted(queue.getKey().variable(), queue.getValue(), AwsFaults.reason(e)));
      }
    }
    return faults;
  }

  private Optional<String> fault(Setting setting, String url) {
    String policy;
    try {
      policy =
          sqs.getQueueAttributes(
                  request ->
                      request.queueUrl(url).attributeNames(QueueAttributeName.REDRIVE_POLICY))
              .attributes()
              .getOrDefault(QueueAttributeName.REDRIVE_POLICY, "");
    } catch (QueueDoesNotExistException _) {
      return Optional.of(
          "%s: there is no queue %s%s".formatted(setting.variable(), url, missing(url)));
    } catch (SqsException e) {
      return Optional.of(
          "%s: the queue %s cannot be used: %s"
              .formatted(setting.variable(), url, AwsFaults.reason(e)));
    }
    Optional<String> target = QueueState.target(policy);
    return target.isEmpty()
        ? Optional.of(
            "%s: the queue %s has no dead-letter queue; give it a redrive policy"
                .formatted(setting.variable(), url))
        : deadLetterFault(setting, url, target.get());
  }

  private Optional<String> deadLetterFault(Setting setting, String url, String name) {
    try {
      sqs.getQueueUrl(request -> request.queueName(name));
      return Optional.empty();
    } catch (SqsException e) {
      return Optional.of(
          "%s: the dead-letter queue %s of %s cannot be found: %s"
              .formatted(setting.variable(), name, url, AwsFaults.reason(e)));
    }
  }

  /** In another region every queue is missing. */
  private String missing(String url) {
    String region = sqs.serviceClientConfiguration().region().id();
    Matcher named = REGION.matcher(String.valueOf(URI.create(url).getHost()));
    return named.find() && !named.group(1).equals(region)
        ? " in %s, the region of AWS_REGION; the URL is one of %s".formatted(region, named.group(1))
        : " in %s; create it or correct the URL".formatted(region);
  }
}
