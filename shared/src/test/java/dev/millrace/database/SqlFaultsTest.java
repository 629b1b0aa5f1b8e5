package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SqlFaultsTest {

  @ParameterizedTest
  @CsvSource({
    // code, state, conflict, away, refusedData
    "1213, 40001, true, false, false", // deadlock
    "1205, HY000, true, false, false", // lock wait
    "1040, 08004, false, true, false", // too many connections
    "1053, 08S01, false, true, false", // shutdown
    "1203, 42000, false, true, false", // too many connections of this user
    "1226, 42000, false, true, false", // user limits
    "1290, HY000, false, true, false", // read-only
    "1836, HY000, false, true, false", // read-only after a failover
    "1927, 70100, false, true, false", // killed
    "3169, HY000, false, true, false", // killed
    "4031, HY000, false, true, false", // idle for too long
    "0, 08S01, false, true, false", // no link
    "0, 08003, false, true, false", // closed
    "1062, 23000, false, false, false", // duplicate key
    "1146, 42S02, false, false, false", // no such table
    "1064, 42000, false, false, false", // syntax
    "1045, 28000, false, false, false", // wrong password
    "1048, 23000, false, false, false", // NULL
    "1264, 22003, false, false, true", // out of range
    "1406, 22001, false, false, true", // too long
    "1292, 22007, false, false, true", // bad moment
    "1366, HY000, false, false, true", // bad value
    "1265, 01000, false, false, true", // truncated
  })
  void what_an_error_of_the_server_means(
      int code, String state, boolean conflict, boolean away, boolean refusedData) {
    SQLException e = new SQLException("x", state, code);

    assertThat(SqlFaults.conflict(e)).isEqualTo(conflict);
    assertThat(SqlFaults.away(e)).isEqualTo(away);
    assertThat(SqlFaults.connectionLost(e)).isEqualTo(state.startsWith("08"));
    assertThat(SqlFaults.readOnly(e)).isEqualTo(code == 1290 || code == 1836);
    assertThat(SqlFaults.refusedData(e)).isEqualTo(refusedData);
  }

  @Test
  void a_pool_that_gets_no_connection_is_away_without_code_and_state() {
    @Nullable String noState = null;

    assertThat(SqlFaults.away(new SQLTransientConnectionException("timed out", noState))).isTrue();
    assertThat(SqlFaults.away(new SQLNonTransientConnectionException("gone", noState))).isTrue();
    assertThat(SqlFaults.away(new SQLException("?", noState))).isFalse();
    assertThat(SqlFaults.refusedData(new SQLException("?", noState))).isFalse();
  }
}
