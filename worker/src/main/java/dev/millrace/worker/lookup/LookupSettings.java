package dev.millrace.worker.lookup;

import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.net.URI;

/**
 * Who knows what documents hold only a key of.
 *
 * @param slack up to {@code /api/}
 * @param slackToken empty where nobody is to be asked for channels
 * @param eventCodeTable of DynamoDB; empty where there are no event codes
 */
public record LookupSettings(URI slack, String slackToken, String eventCodeTable) {

  /** Nobody to ask. */
  public static final LookupSettings NONE =
      new LookupSettings(URI.create("https://slack.com/api/"), "", "");

  public static LookupSettings from(Environment environment) {
    return new LookupSettings(
        environment.secureUrl(Setting.SLACK_URL),
        environment.headerText(Setting.SLACK_TOKEN),
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
