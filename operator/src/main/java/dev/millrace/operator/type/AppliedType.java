package dev.millrace.operator.type;

import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.fleet.SourceFailure;
import dev.millrace.fleet.SourceFailures;
import dev.millrace.time.Window;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A type as it is applied.
 *
 * @param appliedAt when its definition was applied last
 * @param versions the definitions that wrote its coverage, the largest share first
 */
public record AppliedType(
    CountedType type, Instant appliedAt, List<Version> versions, Lateness lateness, Source source) {

  private static final String APPLIED =
      """
      SELECT TIMESTAMPDIFF(SECOND, '1970-01-01', applied_at) FROM millrace_type WHERE type = ?\
      """;

  private static final String VERSIONS =
      """
      SELECT definition_version, SUM(window_to - window_from), MIN(window_from), MAX(window_to)
      FROM millrace_coverage WHERE type = ? GROUP BY definition_version ORDER BY 2 DESC, 1\
      """;

  private static final String BOOKED =
      """
      SELECT GREATEST(COALESCE(TIMESTAMPDIFF(MICROSECOND, NOW(6), booked_until), 0), 0) DIV 1000
      FROM millrace_source WHERE source = ?\
      """;

  public AppliedType {
    versions = List.copyOf(versions);
  }

  /**
   * A definition that wrote a part of the coverage.
   *
   * @param seconds of its part
   * @param hull from the first second of its part to the last
   */
  public record Version(String version, long seconds, Window hull) {}

  /**
   * Where the documents come from.
   *
   * @param name host and port, or the bucket; null for the document API, which the workers'
   *     settings name
   * @param rate the most requests per second by the definition; null without a limit of its own
   * @param bookedMillis for how long all workers have booked its rate
   * @param failure why the type cannot be fetched now; null while it can
   */
  public record Source(
      @Nullable String name,
      @Nullable BigDecimal rate,
      long bookedMillis,
      @Nullable SourceFailure failure) {}

  /** The type with what the ledger says about it. */
  public static AppliedType of(Database database, CountedType type) {
    return database.transact(connection -> of(connection, type));
  }

  private static AppliedType of(Connection connection, CountedType type) throws SQLException {
    return new AppliedType(
        type,
        Instant.ofEpochSecond(Sql.number(connection, APPLIED, type.name())),
        Sql.list(
            connection,
            VERSIONS,
            row ->
                new Version(
                    row.getString(1), row.getLong(2), new Window(row.getLong(3), row.getLong(4))),
            type.name()),
        Lateness.of(connection, type),
        source(connection, type));
  }

  private static Source source(Connection connection, CountedType type) throws SQLException {
    HttpSource http = type.imported().map(DocumentType::http).orElse(null);
    Optional<SourceFailure> failure =
        SourceFailures.of(connection).stream()
            .filter(each -> each.type().equals(type.name()))
            .findFirst();
    String name = http == null ? failure.map(SourceFailure::source).orElse(null) : http.host();
    return new Source(
        name,
        http == null ? null : http.rate(),
        name == null ? 0 : Sql.number(connection, BOOKED, name),
        failure.orElse(null));
  }

  /** All imported seconds. */
  public long coveredSeconds() {
    return versions.stream().mapToLong(Version::seconds).sum();
  }

  /** The parts that another definition wrote than the applied one. */
  public List<Version> older() {
    return versions.stream().filter(version -> !version.version().equals(type.version())).toList();
  }

  /** From the first second of these parts to the last; empty when there are none. */
  public Optional<Window> olderHull() {
    return older().stream()
        .map(Version::hull)
        .reduce((a, b) -> new Window(Math.min(a.from(), b.from()), Math.max(a.to(), b.to())));
  }
}
