package dev.millrace.local.document;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.document.GeneratedDocuments.Payload;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;

/**
 * Webhooks of GitHub: mostly pushes with commits; some delete a branch, whose {@code head_commit}
 * is null, and some are of other kinds and have none.
 */
final class GithubEvents implements Payload {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String[] REPOSITORIES = {
    "dataplattform", "website", "slack-bot", "design-system", "kitchen-display", "terraform"
  };
  private static final String[] LANGUAGES = {"Java", "Kotlin", "TypeScript", "Python", "HCL"};
  private static final String[] LINKS = {
    "archive",
    "assignees",
    "blobs",
    "branches",
    "collaborators",
    "comments",
    "commits",
    "compare",
    "contents",
    "contributors",
    "deployments",
    "downloads",
    "events",
    "forks",
    "git_commits",
    "git_refs",
    "git_tags",
    "hooks",
    "issue_comment",
    "issue_events",
    "issues",
    "keys",
    "labels",
    "languages",
    "merges",
    "milestones",
    "notifications",
    "pulls",
    "releases",
    "stargazers",
    "statuses",
    "subscribers",
    "subscription",
    "tags",
    "teams",
    "trees"
  };

  @Override
  public ObjectNode data(long timestamp, Random random) {
    return switch (random.nextInt(20)) {
      case 0, 1 -> issue(timestamp, random);
      case 2 -> push(timestamp, random, 0);
      default -> push(timestamp, random, 1 + random.nextInt(1 + random.nextInt(6)));
    };
  }

  private static ObjectNode push(long timestamp, Random random, int commits) {
    String before = Words.hex(random, 20);
    ArrayNode list = JSON.arrayNode();
    for (int i = commits - 1; i >= 0; i--) {
      list.add(commit(timestamp - 5 - 600L * i, random));
    }
    ObjectNode head = commits == 0 ? null : (ObjectNode) list.get(commits - 1).deepCopy();
    ObjectNode push = JSON.objectNode();
    push.put("ref", "refs/heads/" + Words.of(random, "main", "main", "fix/überlauf", "feature/42"));
    push.put("before", before);
    push.put("after", head == null ? "0".repeat(40) : head.path("id").asText());
    push.put("created", false).put("deleted", head == null).put("forced", random.nextInt(30) == 0);
    push.putNull("base_ref");
    push.set("commits", list);
    push.set("head_commit", head == null ? JSON.nullNode() : head);
    return common(push, timestamp, random);
  }

  private static ObjectNode commit(long timestamp, Random random) {
    String id = Words.hex(random, 20);
    String author = Words.person(random);
    ObjectNode commit = JSON.objectNode();
    commit.put("id", id).put("tree_id", Words.hex(random, 20)).put("distinct", true);
    commit.put("message", Words.sentence(random, 4 + random.nextInt(12)));
    commit.put("timestamp", iso(timestamp, random));
    commit.put("url", "https://github.com/knowit/commit/" + id);
    commit.putObject("author").put("name", author).put("email", author + "@example.com");
    commit.putObject("committer").put("name", "GitHub").put("username", "web-flow");
    files(commit.putArray("added"), random, random.nextInt(3));
    commit.putArray("removed");
    files(commit.putArray("modified"), random, 1 + random.nextInt(5));
    return commit;
  }

  private static void files(ArrayNode files, Random random, int count) {
    for (int i = 0; i < count; i++) {
      files.add("src/main/" + Words.of(random, "java", "resources") + "/" + Words.hex(random, 4));
    }
  }

  private static String iso(long timestamp, Random random) {
    ZoneOffset offset = ZoneOffset.ofHours(random.nextInt(4) - 1);
    return Instant.ofEpochSecond(timestamp)
        .atOffset(offset)
        .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
  }

  private static ObjectNode issue(long timestamp, Random random) {
    ObjectNode event = JSON.objectNode();
    event.put("action", Words.of(random, "opened", "closed", "labeled"));
    event
        .putObject("issue")
        .put("number", random.nextInt(900))
        .put("title", Words.sentence(random, 5))
        .put("body", Words.sentence(random, 40));
    return common(event, timestamp, random);
  }

  private static ObjectNode common(ObjectNode event, long timestamp, Random random) {
    int number = random.nextInt(REPOSITORIES.length);
    String sender = Words.person(random);
    event.set("repository", repository(number, timestamp));
    event.putObject("pusher").put("name", sender).put("email", sender + "@example.com");
    event
        .putObject("sender")
        .put("login", sender)
        .put("id", 1000 + Math.floorMod(sender.hashCode(), 100_000))
        .put("type", "User")
        .put("site_admin", false);
    return event;
  }

  private static ObjectNode repository(int number, long timestamp) {
    String name = REPOSITORIES[number];
    ObjectNode repository = JSON.objectNode();
    repository.put("id", 180_000_000 + number).put("name", name);
    repository.put("full_name", "knowit/" + name).put("private", number == 5);
    repository.putObject("owner").put("login", "knowit").put("type", "Organization");
    repository.put("html_url", "https://github.com/knowit/" + name).put("fork", false);
    for (String link : LINKS) {
      repository.put(
          link + "_url", "https://api.github.com/repos/knowit/" + name + "/" + link + "{/name}");
    }
    repository.put("created_at", 1_560_000_000).put("pushed_at", timestamp);
    repository.put("size", 300 * number).put("stargazers_count", 7 * number);
    repository.put("watchers_count", 7 * number).put("forks_count", number);
    repository.put("language", number == 5 ? null : LANGUAGES[number]);
    repository.put("open_issues_count", 3 * number).put("default_branch", "main");
    return repository;
  }
}
