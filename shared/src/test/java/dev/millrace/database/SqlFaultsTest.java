package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.jdbc.exceptions.PacketTooBigException;
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
    // code, state, conflict, unavailable, refusedData
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
      int code, String state, boolean conflict, boolean unavailable, boolean refusedData) {
    SQLException e = new SQLException("x", state, code);

    assertThat(SqlFaults.conflict(e)).isEqualTo(conflict);
    assertThat(SqlFaults.unavailable(e)).isEqualTo(unavailable);
    assertThat(SqlFaults.connectionLost(e)).isEqualTo(state.startsWith("08"));
    assertThat(SqlFaults.readOnly(e)).isEqualTo(code == 1290 || code == 1836);
    assertThat(SqlFaults.refusedData(e)).isEqualTo(refusedData);
  }

  @ParameterizedTest
  @CsvSource({
    "1406, 22001", // value too long
    "1264, 22003", // out of range
    "1366, HY000", // incorrect value
    "1265, 01000", // truncated
    "1292, 22007", // bad moment
    "1062, 23000", // duplicate key
    "1048, 23000", // NULL
    "1153, 08S01", // packet too large
    "1118, 42000", // row too large
    "1690, 22003", // out of range in an expression
    "3140, 22032", // invalid JSON
    "3819, HY000", // check constraint of MySQL
    "4025, 23000", // check constraint of MariaDB
  })
  void an_error_about_the_data_counts_against_the_slice(int code, String state) {
    SQLException e = new SQLException("x", state, code);

    assertThat(new DatabaseException(e).aboutData()).isTrue();
    assertThat(SqlFaults.unavailable(e)).as("the server is well").isFalse();
    assertThat(SqlFaults.connectionLost(e)).as("so are the other connections").isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1114, HY000", // table full
    "1021, HY000", // disk full
    "1026, HY000", // error writing a file
    "1030, HY000", // error of the storage engine
    "1180, HY000", // error during commit
    "1206, HY000", // lock table full
    "1317, 70100", // query interrupted
    "1036, HY000", // table is read-only
    "1792, 25006", // read-only transaction
    "3100, HY000", // hook failed
    "1142, 42000", // command denied
    "1146, 42S02", // no such table
    "1045, 28000", // wrong password
    "1064, 42000", // syntax
    "1205, HY000", // lock wait
    "1290, HY000", // read-only
    "0, 08S01", // no link
  })
  void every_other_error_of_the_database_is_an_outage(int code, String state) {
    assertThat(new DatabaseException(new SQLException("x", state, code)).aboutData()).isFalse();
  }

  @Test
  void a_packet_that_the_driver_refuses_is_about_the_data() {
    assertThat(SqlFaults.data(new PacketTooBigException(100, 10))).isTrue();
  }

  @Test
  void a_pool_without_connection_is_unavailable_without_code_and_state() {
    @Nullable String noState = null;

    assertThat(SqlFaults.unavailable(new SQLTransientConnectionException("timed out", noState)))
        .isTrue();
    assertThat(SqlFaults.unavailable(new SQLNonTransientConnectionException("gone", noState)))
        .isTrue();
    assertThat(SqlFaults.unavailable(new SQLException("?", noState))).isFalse();
    assertThat(SqlFaults.refusedData(new SQLException("?", noState))).isFalse();
  }
}
