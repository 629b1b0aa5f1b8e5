package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.local.database.LocalDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections like those of the deployment, to a server whose certificate names localhost. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class DatabaseCertificateTest {

  private static final String CIPHER = "SHOW SESSION STATUS LIKE 'Ssl_cipher'";

  @TempDir private static Path folder;

  private static LocalDatabase server;
  private static Path authorities;

  @BeforeAll
  static void start() throws Exception {
    Certificates certificates = Certificates.of("localhost", folder);
    authorities = certificates.trustStore();
    server = LocalDatabase.temporary(certificates.serverOptions());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void the_server_that_the_authority_vouches_for_is_talked_to_in_cipher() {
    DatabaseSettings settings =
        new DatabaseSettings(
            url("localhost", trusting(authorities)), server.user(), server.password(), 1);

    try (Database database = Database.open(settings)) {
      assertThat(database.transact(DatabaseCertificateTest::cipher)).isNotBlank();
    }
  }

  @Test
  void a_server_of_another_name_is_refused() {
    assertThat(refusal("127.0.0.1", trusting(authorities))).contains("Certificate", "127.0.0.1");
  }

  @Test
  void a_server_of_another_authority_is_refused() {
    assertThat(refusal("localhost", "")).contains("CertPath", "trust anchors");
  }

  @Test
  void a_trust_store_that_is_missing_is_named() {
    assertThat(refusal("localhost", trusting(folder.resolve("nowhere.p12"))))
        .contains("nowhere.p12");
  }

  @Test
  void the_pool_says_why_it_has_no_connection() {
    SQLException cause =
        new SQLException("not available", new SQLException("link", new IOException("why")));

    assertThat(new DatabaseException(cause)).hasMessage("not available: IOException: why");
    assertThat(new DatabaseException(new SQLException("all"))).hasMessage("all");
  }

  /** The error that an operator sees; without the pool, which would retry for ten seconds. */
  private static String refusal(String host, String trust) {
    SQLException refused =
        catchThrowableOfType(
            SQLException.class,
            () -> DriverManager.getConnection(url(host, trust), server.user(), server.password()));
    return String.valueOf(new DatabaseException(refused).getMessage());
  }

  private static String cipher(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(CIPHER)) {
      row.next();
      return row.getString("Value");
    }
  }

  private static String trusting(Path store) {
    return "&trustCertificateKeyStoreType=PKCS12&trustCertificateKeyStoreUrl=" + store.toUri();
  }

  private static String url(String host, String trust) {
    return server
        .jdbcUrl()
        .replace("127.0.0.1", host)
        .replace("sslMode=DISABLED", "sslMode=VERIFY_IDENTITY" + trust);
  }
}
