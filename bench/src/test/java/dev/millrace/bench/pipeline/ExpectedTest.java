package dev.millrace.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bench.pipeline.source.Served;
import dev.millrace.bench.server.SampleCommits;
import dev.millrace.bench.server.ShippedType;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.schema.Schema;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The comparison that ends each run; whole imports pass it in the benchmark's own test. */
class ExpectedTest {

  private static final List<Served> ONE =
      List.of(Served.numbered(0, 1_704_067_260, SampleCommits.read().getFirst().rest()));

  private static final String INSERT =
      """
      INSERT INTO GithubType (id, timestamp, occurred_at, content_hash, written_by, written_at)
      VALUES (?, 1704067260, '2024-01-01 00:01:00', '', 0, NOW(3))""";

  @Test
  void missing_rows_wrong_columns_and_wrong_counts_are_noticed() {
    LocalDatabase server = LocalDatabase.shared();
    String url = server.createSchema();
    try (Database database =
        Database.open(new DatabaseSettings(url, server.user(), server.password(), 2))) {
      database.migrate();
      new Schema(database).apply(Catalogue.of(List.of(ShippedType.github())));
      Expected none = Expected.of(List.of());
      Expected one = Expected.of(ONE);

      none.check("nobody", database);
      assertThatThrownBy(() -> one.check("nobody", database))
          .hasMessageContaining("nobody wrote [0, 0] (rows, checksum), but the source holds [1, ");

      update(database, INSERT, ONE.getFirst().id());
      assertThatThrownBy(() -> one.check("nobody", database))
          .as("all other columns are NULL")
          .hasMessageContaining("nobody wrote [1, ");

      update(database, "TRUNCATE TABLE GithubType");
      update(
          database,
          """
          INSERT INTO EventCount (dt_bucket, type, actual_count, refreshed_at)
          VALUES ('2024-01-01 00:00:00', 'GithubType', 1, NOW(3))""");
      assertThat(one.counted(database)).isTrue();
      assertThatThrownBy(() -> none.check("nobody", database))
          .hasMessage("nobody counted 1 of 0 buckets wrongly");
    }
  }

  private static void update(Database database, String sql, Object... parameters) {
    database.transact(connection -> Sql.update(connection, sql, parameters));
  }
}
