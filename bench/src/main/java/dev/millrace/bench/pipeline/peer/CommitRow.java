package dev.millrace.bench.pipeline.peer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A commit of the document API, and its row in the table of GithubType. */
record CommitRow(String id, long timestamp, Data data) {

  private static final List<String> COLUMNS =
      List.of(
          "id",
          "timestamp",
          "repository_name",
          "github_username",
          "commit_id",
          "commit_timestamp",
          "commit_at",
          "stargazers_count",
          "language",
          "forks_count",
          "open_issues_count",
          "ref",
          "occurred_at");

  /** Required by the table, but a pipeline without a ledger has no use for it. */
  private static final String UNUSED_COLUMNS = "content_hash, written_by, written_at";

  private static final String UNUSED_VALUES = "'0000000000000000', 0, NOW(3)";

  record Data(
      @JsonProperty("head_commit") @Nullable HeadCommit headCommit,
      @Nullable Repository repository,
      @Nullable Sender sender,
      @Nullable String ref) {}

  record HeadCommit(@Nullable String id, @Nullable String timestamp) {}

  record Repository(
      @JsonProperty("full_name") @Nullable String fullName,
      @JsonProperty("stargazers_count") @Nullable Integer stargazersCount,
      @Nullable String language,
      @JsonProperty("forks_count") @Nullable Integer forksCount,
      @JsonProperty("open_issues_count") @Nullable Integer openIssuesCount) {}

  record Sender(@Nullable String login) {}

  /**
   * The statement that writes a row.
   *
   * @param parameter the placeholder of a value
   */
  static String upsert(String parameter) {
    String updates =
        String.join(
            ", ",
            COLUMNS.stream()
                .skip(1)
                .map(column -> "%1$s = VALUES(%1$s)".formatted(column))
                .toList());
    String parameters = String.join(", ", COLUMNS.stream().map(_ -> parameter).toList());
    return "INSERT INTO GithubType (%s, %s) VALUES (%s, %s) ON DUPLICATE KEY UPDATE %s, %s"
        .formatted(
            String.join(", ", COLUMNS),
            UNUSED_COLUMNS,
            parameters,
            UNUSED_VALUES,
            updates,
            "written_at = VALUES(written_at)");
  }

  /** Deleted branches have no head commit and are not imported. */
  boolean accepted() {
    return data.headCommit() != null;
  }

  /** The values in the order of the statement. */
  @Nullable Object[] values() {
    HeadCommit commit = data.headCommit();
    Repository repository = data.repository();
    String at = commit == null ? null : commit.timestamp();
    return new @Nullable Object[] {
      id.getBytes(StandardCharsets.UTF_8),
      timestamp,
      repository == null ? null : repository.fullName(),
      data.sender() == null ? null : data.sender().login(),
      commit == null ? null : commit.id(),
      at,
      at == null
          ? null
          : OffsetDateTime.parse(at).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime(),
      repository == null ? null : repository.stargazersCount(),
      repository == null ? null : repository.language(),
      repository == null ? null : repository.forksCount(),
      repository == null ? null : repository.openIssuesCount(),
      data.ref(),
      LocalDateTime.ofEpochSecond(timestamp, 0, ZoneOffset.UTC)
    };
  }
}
