package dev.millrace.local.document;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;

/** Callbacks of Slack's events API: messages, and reactions to messages. */
final class SlackEvents {
  private static final String TEAM = "T024BE7LD";
  private static final int CHANNELS = 24;
  private static final int PEOPLE = 90;

  private SlackEvents() {}

  static ObjectNode message(long timestamp, Random random) {
    ObjectNode data = callback(timestamp, random);
    ObjectNode event = data.putObject("event");
    event.put("client_msg_id", Words.hex(random, 16));
    event.put("type", random.nextInt(12) == 0 ? "app_mention" : "message");
    event.put("text", Words.sentence(random, 3 + random.nextInt(20)));
    event.put("user", Words.slackId('U', random.nextInt(PEOPLE)));
    event.put("ts", ts(timestamp, random)).put("team", TEAM);
    event.put("channel", channel(random)).put("channel_type", "channel");
    return data;
  }

  static ObjectNode reaction(long timestamp, Random random) {
    ObjectNode data = callback(timestamp, random);
    ObjectNode event = data.putObject("event");
    event.put("type", random.nextInt(10) == 0 ? "reaction_removed" : "reaction_added");
    event.put("user", Words.slackId('U', random.nextInt(PEOPLE)));
    event.put("reaction", Words.of(random, "tada", "+1", "heart", "eyes", "thumbsup::skin-tone-3"));
    event
        .putObject("item")
        .put("type", "message")
        .put("channel", channel(random))
        .put("ts", ts(timestamp - random.nextInt(7200), random));
    event.put("item_user", Words.slackId('U', random.nextInt(PEOPLE)));
    event.put("event_ts", ts(timestamp, random));
    return data;
  }

  private static ObjectNode callback(long timestamp, Random random) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("token", "removed").put("team_id", TEAM).put("api_app_id", "A0MDYCDME");
    data.put("type", "event_callback").put("event_id", "Ev" + Words.hex(random, 4));
    // Slack's own time is a little earlier than the moment at which the document arrived.
    data.put("event_time", timestamp - random.nextInt(3));
    return data;
  }

  private static String channel(Random random) {
    return Words.slackId('C', random.nextInt(1 + random.nextInt(CHANNELS)));
  }

  private static String ts(long timestamp, Random random) {
    return timestamp + "." + (100_000 + random.nextInt(900_000));
  }
}
