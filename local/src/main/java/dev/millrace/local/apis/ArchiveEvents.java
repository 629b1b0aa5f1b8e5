package dev.millrace.local.apis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Public events as files of gharchive.org have them. */
final class ArchiveEvents {
  private static final List<String> TYPES =
      List.of("PushEvent", "WatchEvent", "IssuesEvent", "PullRequestEvent");
  private static final List<String> LOGINS = List.of("ada", "brian", "grace", "ken", "margaret");
  private static final List<String> REPOSITORIES =
      List.of("apache/maven", "junit-team/junit-framework", "ada/engine");
  private static final long FIRST_ID = 2_489_651_045L;

  private ArchiveEvents() {}

  static HeldDocument event(int number, Instant second, Random random) {
    String id = Long.toString(FIRST_ID + number);
    int person = random.nextInt(LOGINS.size());
    int repository = random.nextInt(REPOSITORIES.size());
    ObjectNode event =
        Answer.object().put("id", id).put("type", TYPES.get(random.nextInt(TYPES.size())));
    event
        .putObject("actor")
        .put("id", 1_000 + person)
        .put("login", LOGINS.get(person))
        .put("gravatar_id", "");
    event
        .putObject("repo")
        .put("id", 2_000 + repository)
        .put("name", REPOSITORIES.get(repository))
        .put("url", "https://api.github.com/repos/" + REPOSITORIES.get(repository));
    event.putObject("payload").put("size", 1 + random.nextInt(5));
    event.put("public", true).put("created_at", second.toString());
    return new HeldDocument(id, second, event);
  }
}
