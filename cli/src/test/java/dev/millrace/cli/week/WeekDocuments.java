package dev.millrace.cli.week;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The documents of the week, and the types that import them. */
final class WeekDocuments {

  private WeekDocuments() {}

  /** Three an hour of each type, except in the last hour, whose end may not be due yet. */
  static List<String> documents(Instant start, int hours, List<String> types) {
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < (hours - 1) * 3; i++) {
      long second = start.getEpochSecond() + i * 1200L + 7;
      for (String type : types) {
        documents.add(
            """
            {"id":"%s%d","timestamp":%d,"type":"%s","data":{"name":"n","channel":"C1"}}"""
                .formatted(type, i, second, type));
      }
    }
    return documents;
  }

  /** Types that begin with the week; messages have the name of a channel. */
  static Path definitions(Path folder, Instant start, List<String> types) throws IOException {
    for (String type : types) {
      String channel =
          type.equals("Message")
              ? "  channel: { from: /data/channel, lookup: slack-channel }\n"
              : "";
      Files.writeString(
          folder.resolve(type + ".yaml"),
          """
          type: %s
          slice_width: 10m
          since: %s
          columns:
            name: { from: /data/name }
          """
                  .formatted(type, start)
              + channel);
    }
    return folder;
  }
}
