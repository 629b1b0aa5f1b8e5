package dev.millrace.worker.lookup;

import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.net.URI;

/**
 * Where to resolve keys that documents contain, such as channel ids.
 *
 * @param slack up to {@code /api/}
 * @param slackToken empty if channels are not looked up
 * @param eventCodeTable of DynamoDB; empty if event codes are not looked up
 */
public record LookupSettings(URI slack, String slackToken, String eventCodeTable) {

  /** No lookups. */
  public static final LookupSettings NONE =
      new LookupSettings(URI.create("https://slack.com/api/"), "", "");

  public static LookupSettings from(Environment environment) {
    return new LookupSettings(
        environment.url(Setting.SLACK_URL),
        environment.text(Setting.SLACK_TOKEN),
        environment.text(Setting.EVENT_CODE_TABLE));
  }

  @Override
  public String toString() {
    return "channels %s, event codes %s"
        .formatted(
            slackToken.isEmpty() ? "unknown" : "of Slack",
            eventCodeTable.isEmpty() ? "unknown" : "of " + eventCodeTable);
  }
}
