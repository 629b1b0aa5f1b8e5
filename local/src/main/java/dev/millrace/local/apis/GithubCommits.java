package dev.millrace.local.apis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Commits as GitHub lists them. */
final class GithubCommits {
  /** The number of the first repository; the others follow. */
  static final int FIRST_ID = 1_300_192;

  private static final List<String> LOGINS = List.of("ada", "brian", "grace", "ken", "margaret");
  private static final List<String> VERBS = List.of("Add", "Fix", "Remove", "Rename", "Test");
  private static final List<String> NOUNS =
      List.of("the parser", "a race in the pool", "unused settings", "the retry of uploads");

  private GithubCommits() {}

  /** The author's date is earlier: only the committer's decides where the commit is listed. */
  static HeldDocument commit(String repository, Instant date, Random random) {
    String sha = sha(random);
    String url = "https://api.github.com/repos/" + repository + "/commits/" + sha;
    int person = random.nextInt(LOGINS.size());
    String login = LOGINS.get(person);
    ObjectNode commit = Answer.object().put("sha", sha);
    ObjectNode details = commit.putObject("commit");
    Instant written = date.minus(Duration.ofMinutes(random.nextInt(5_000)));
    signature(details.putObject("author"), login, written);
    signature(details.putObject("committer"), login, date);
    details
        .put(
            "message",
            VERBS.get(random.nextInt(VERBS.size())) + " " + NOUNS.get(random.nextInt(NOUNS.size())))
        .put("comment_count", random.nextInt(3));
    details.putObject("tree").put("sha", sha(random));
    details.putObject("verification").put("verified", random.nextBoolean());
    commit.put("url", url).put("html_url", url.replace("api.github.com/repos", "github.com"));
    // Null when the address of the author belongs to no account.
    if (random.nextInt(10) == 0) {
      commit.putNull("author");
    } else {
      commit.putObject("author").put("login", login).put("id", 1_000 + person);
    }
    commit.putObject("committer").put("login", login).put("id", 1_000 + person);
    commit.putArray("parents").addObject().put("sha", sha(random));
    return new HeldDocument(sha, date, commit);
  }

  private static void signature(ObjectNode signature, String login, Instant date) {
    signature.put("name", login).put("email", login + "@example.org").put("date", date.toString());
  }

  private static String sha(Random random) {
    byte[] bytes = new byte[20];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
