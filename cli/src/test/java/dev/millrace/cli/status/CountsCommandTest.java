package dev.millrace.cli.status;

import static dev.millrace.cli.json.JsonPage.assertDescribes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.cli.DeadPipeline;
import dev.millrace.cli.Execution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CountsCommandTest {

  private static final String[] HOUR = {
    "--from", "2026-03-01T00:00:00Z", "--to", "2026-03-01T01:00:00Z"
  };

  private final DeadPipeline pipeline = new DeadPipeline();

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void events_are_shown_with_what_is_not_imported() {
    stage();

    Execution all = counts();
    Execution one = counts("--type", "GithubType", "--by", "hour");

    assertThat(all.lines())
        .containsExactly(
            "2026-03-01T00:00:00Z to 2026-03-01T01:00:00Z",
            "GithubType         7,000  10 min not imported");
    assertThat(one.lines()).contains("2026-03-01T00:00:00Z         7,000  10 min not imported");
    assertThat(counts("--type", "GithubType").lines()).hasSize(13);
    assertDescribes("counts", counts("--json").out());
  }

  @Test
  void a_wrong_step_is_named() {
    assertThat(counts("--by", "week").err())
        .contains("'week' is not supported; use one of 5min, hour, day");
  }

  private void stage() {
    pipeline.sql(
        "INSERT INTO millrace_type (type, version, definition, applied_at, by_ingest_time)"
            + " VALUES ('GithubType', ?, ?, NOW(3), TRUE)",
        DefinitionParser.parse(YAML, "GithubType").version(),
        YAML);
    pipeline.sql(
        "INSERT INTO EventCount VALUES ('2026-03-01 00:10:00', 'GithubType', 7000, NOW(3))");
    pipeline.sql(
        "INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)"
            + " VALUES ('GithubType', 1772323200, 1772326200, 'a')");
  }

  private static final String YAML = "type: GithubType\ncolumns: { a: { from: /a } }";

  private Execution counts(String... options) {
    String[] arguments = new String[1 + HOUR.length + options.length];
    arguments[0] = "counts";
    System.arraycopy(HOUR, 0, arguments, 1, HOUR.length);
    System.arraycopy(options, 0, arguments, 1 + HOUR.length, options.length);
    return pipeline.run(arguments);
  }
}
