package dev.millrace.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.bench.pipeline.source.Served;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The table of GithubType and its counts as they must be after a run. Computed from the documents
 * without any code of a contender.
 *
 * @param checksum the sum of the CRC-32 of all rows
 * @param buckets the number of events by the first second of the bucket
 */
record Expected(long rows, long checksum, Map<Long, Long> buckets) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int BUCKET_SECONDS = 300;

  private static final String ROWS =
      """
      SELECT COUNT(*), COALESCE(SUM(CRC32(CONCAT_WS('|',
        HEX(id), timestamp, DATE_FORMAT(occurred_at, '%Y-%m-%dT%H:%i:%s'), repository_name,
        github_username, commit_id, commit_timestamp,
        DATE_FORMAT(commit_at, '%Y-%m-%dT%H:%i:%s'), stargazers_count, language, forks_count,
        open_issues_count, ref))), 0)
      FROM GithubType""";

  private static final String BUCKETS =
      """
      SELECT TIMESTAMPDIFF(SECOND, '1970-01-01', dt_bucket), actual_count FROM EventCount
      WHERE type = 'GithubType' AND actual_count > 0""";

  private static final String SUM =
      "SELECT COALESCE(SUM(actual_count), 0) FROM EventCount WHERE type = 'GithubType'";

  static Expected of(List<Served> documents) {
    IdentityHashMap<byte[], Map.Entry<Boolean, String>> mapped = new IdentityHashMap<>();
    long rows = 0;
    long checksum = 0;
    Map<Long, Long> buckets = new TreeMap<>();
    for (Served document : documents) {
      Map.Entry<Boolean, String> row = mapped.computeIfAbsent(document.rest(), _ -> row(document));
      if (row.getKey()) {
        long timestamp = document.timestamp();
        rows++;
        checksum += checksum(document, row.getValue());
        buckets.merge(timestamp - Math.floorMod(timestamp, BUCKET_SECONDS), 1L, Long::sum);
      }
    }
    return new Expected(rows, checksum, buckets);
  }

  private static long checksum(Served document, String columns) {
    String text =
        "%s|%d|%s|%s"
            .formatted(
                HexFormat.of()
                    .withUpperCase()
                    .formatHex(document.id().getBytes(StandardCharsets.UTF_8)),
                document.timestamp(),
                seconds(LocalDateTime.ofEpochSecond(document.timestamp(), 0, ZoneOffset.UTC)),
                columns);
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  /** Whether it has a row, and the row's columns that do not depend on id and time. */
  private static Map.Entry<Boolean, String> row(Served document) {
    String json =
        new String(document.head(), StandardCharsets.UTF_8)
            + new String(document.rest(), StandardCharsets.UTF_8);
    try {
      JsonNode data = JSON.readTree(json).path("data");
      JsonNode commit = data.path("head_commit");
      JsonNode repository = data.path("repository");
      String at = commit.path("timestamp").asText();
      return Map.entry(
          commit.isObject(),
          Stream.of(
                  repository.path("full_name"),
                  data.at("/sender/login"),
                  commit.path("id"),
                  commit.path("timestamp"),
                  JSON.getNodeFactory().textNode(utc(at)),
                  repository.path("stargazers_count"),
                  repository.path("language"),
                  repository.path("forks_count"),
                  repository.path("open_issues_count"),
                  data.path("ref"))
              .filter(JsonNode::isValueNode)
              .filter(value -> !value.isNull())
              .map(JsonNode::asText)
              .collect(Collectors.joining("|")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String utc(String moment) {
    return moment.isEmpty()
        ? ""
        : seconds(
            OffsetDateTime.parse(moment).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
  }

  private static String seconds(LocalDateTime moment) {
    // Without the seconds when they are zero, unless they are asked for.
    return "%s:%02d".formatted(moment.toString().substring(0, 16), moment.getSecond());
  }

  /** Whether the sum of the counts is as expected. */
  boolean counted(Database database) {
    return database.transact(connection -> Sql.number(connection, SUM)) == rows;
  }

  /** The current counts. */
  static Map<Long, Long> buckets(Database database) {
    return database.transact(
        connection ->
            Sql.list(connection, BUCKETS, row -> Map.entry(row.getLong(1), row.getLong(2))).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /**
   * Checks a finished run.
   *
   * @throws IllegalStateException when the table or the counts differ
   */
  void check(String contender, Database database) {
    List<Object> found =
        database.transact(
            connection ->
                Sql.first(
                        connection,
                        ROWS,
                        row -> List.<Object>of(row.getLong(1), row.getBigDecimal(2)))
                    .orElseThrow());
    if (!found.equals(List.of(rows, BigDecimal.valueOf(checksum)))) {
      throw new IllegalStateException(
          "%s wrote %s (rows, checksum), but the source holds %s"
              .formatted(contender, found, List.of(rows, checksum)));
    }
    Map<Long, Long> counts = buckets(database);
    if (!counts.equals(buckets)) {
      long wrong =
          Stream.concat(counts.keySet().stream(), buckets.keySet().stream())
              .distinct()
              .filter(bucket -> !Objects.equals(counts.get(bucket), buckets.get(bucket)))
              .count();
      throw new IllegalStateException(
          "%s counted %d of %d buckets wrongly".formatted(contender, wrong, buckets.size()));
    }
  }
}
