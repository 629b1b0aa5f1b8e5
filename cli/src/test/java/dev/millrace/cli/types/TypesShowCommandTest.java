package dev.millrace.cli.types;

import static dev.millrace.cli.json.JsonPage.assertDescribes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.cli.DeadPipeline;
import dev.millrace.cli.Execution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TypesShowCommandTest {

  private static final String YAML =
      """
      type: GithubType
      since: 2026-01-01T00:00:00Z
      recheck: [1h, 24h]
      fresh: 2h
      columns: { a: { from: /data/a } }
      source:
        url: https://api.example/documents
        window: { from: since, to: until, as: iso }
        documents: /items
        id: /id
        timestamp: { from: /at }
        rate: 5
      """;

  private final DeadPipeline pipeline = new DeadPipeline();

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void coverage_by_definition_lateness_and_source_are_shown() {
    stage();

    Execution text = pipeline.run("types", "show", "GithubType");
    String failing = pipeline.run("types", "show", "GithubType", "--json").out();

    assertThat(text.out())
        .contains(
            "  promise: everything older than 2 h is imported\n",
            "  62.0 % (17 h 13 min) by this definition\n",
            "  38.0 % (10 h 33 min) by definition 0123456789abcdef\n",
            "  ./millrace backfill --types GithubType --from 2026-03-01T17:13:20Z",
            " --only older-definition\n",
            "  recheck after 1 h: 3 inserted, 1 updated of 100 documents in 1 slice\n",
            "  recheck after 1 d: none yet\n",
            "  enough: recheck after 1 h, 1 d\n",
            "recheck: [1h, 24h]");
    assertDescribes("types show", failing);
  }

  @Test
  void a_misspelt_type_is_named() {
    stage();

    assertThat(pipeline.run("types", "show", "GithubTyp").err()).contains("GithubType");
  }

  private void stage() {
    pipeline.sql(
        "INSERT INTO millrace_type (type, version, definition, applied_at, by_ingest_time)"
            + " VALUES ('GithubType', ?, ?, NOW(3), TRUE)",
        version(),
        YAML);
    pipeline.sql(
        """
        INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)
        VALUES ('GithubType', 1772323200, 1772385200, ?),
          ('GithubType', 1772385200, 1772423200, '0123456789abcdef')\
        """,
        version());
    pipeline.sql(
        "INSERT INTO millrace_source_type VALUES ('api.example', 'GithubType', NOW(3),"
            + " NOW(3) - INTERVAL 50 MINUTE, 'timed out', NOW(3) + INTERVAL 20 SECOND)");
    long slice = pipeline.deadSlice("GithubType", 0, "");
    pipeline.sql("UPDATE millrace_run SET kind = 'recheck'");
    pipeline.sql("UPDATE millrace_slice SET state = 'done', planned_at = '1970-01-01 01:10:00'");
    pipeline.sql(
        """
        INSERT INTO millrace_attempt (slice, type, window_from, window_to, worker, state,
          lease_until, started_at, ended_at, fetched, inserted, updated, unchanged)
        VALUES (?, 'GithubType', 0, 600, 'w', 'done', NOW(3), NOW(3), NOW(3), 100, 3, 1, 96)\
        """,
        slice);
  }

  private static String version() {
    return DefinitionParser.parse(YAML, "GithubType").version();
  }
}
