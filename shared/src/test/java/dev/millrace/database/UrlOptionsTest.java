package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.database.LocalDatabase;
import dev.millrace.settings.Environment;
import dev.millrace.settings.InvalidSettingsException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UrlOptionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "characterEncoding=ISO-8859-1 | has the option characterEncoding: texts are sent as UTF-8",
        "CHARACTERENCODING=latin1 | has the option CHARACTERENCODING",
        "characterSetResults=latin1 | has the option characterSetResults",
        "connectionCollation=latin1_swedish_ci | has the option connectionCollation",
        "connectionTimeZone=SERVER | has the option connectionTimeZone: moments are UTC",
        "serverTimezone=Europe/Berlin | has the option serverTimezone: moments are UTC",
        "forceConnectionTimeZoneToSession=true | has the option forceConnectionTimeZoneToSession",
        "preserveInstants=false | has the option preserveInstants",
        "sendFractionalSeconds=false | milliseconds",
        "zeroDateTimeBehavior=ROUND | zeroDateTimeBehavior",
        "zeroDateTimeBehavior=CONVERT_TO_NULL | zeroDateTimeBehavior",
        "sessionVariables=sql_mode=ANSI_QUOTES | has the option sessionVariables",
        "useAffectedRows=true | useAffectedRows",
        "compensateOnDuplicateKeyUpdateCounts=true | count twice",
        "rewriteBatchedStatements=true | rewriteBatchedStatements",
        "rewriteBatchedStatement=true | the driver does not know; check its spelling",
        "allowMultiQueries=true | allowMultiQueries",
        "useServerPrepStmts=true | useServerPrepStmts",
        "jdbcCompliantTruncation=false | refused",
        "tinyInt1isBit=false | tinyInt1isBit",
        "maxRows=10 | maxRows",
        "autoReconnect=true | autoReconnect",
        "useConfigs=maxPerformance | has the option useConfigs",
        "propertiesTransform=x.Y | propertiesTransform",
        "queryInterceptors=x.Y | queryInterceptors",
        "user=me | MILLRACE_DB_USER",
        "sslMode=REQUIRED&useAffectedRows=true | useAffectedRows",
      })
  void an_option_that_changes_statements_is_refused_by_name(String options, String problem) {
    assertThatThrownBy(() -> read("jdbc:mysql://db:3306/m?" + options))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageStartingWith("MILLRACE_DB_URL ")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://(host=db,port=3306,characterEncoding=latin1)/m",
        "jdbc:mysql://address=(host=db)(useAffectedRows=true)/m",
        "jdbc:mysql://me:secret@db/m",
        "jdbc:mysql://one,two/m"
      })
  void whatever_way_it_is_written(String url) {
    assertThatThrownBy(() -> read(url)).hasMessageStartingWith("MILLRACE_DB_URL ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sslMode=DISABLED&allowPublicKeyRetrieval=true",
        "sslMode=VERIFY_IDENTITY&trustCertificateKeyStoreType=PKCS12&trustCertificateKeyStoreUrl=file:///a.p12&trustCertificateKeyStorePassword=changeit",
        "useSSL=true&requireSSL=true&enabledTLSProtocols=TLSv1.3",
        "serverTimezone=UTC&characterEncoding=UTF-8&useUnicode=true",
        "connectTimeout=1000&socketTimeout=60000&tcpKeepAlive=true&useCompression=true",
        "useAffectedRows=false&allowMultiQueries=false&zeroDateTimeBehavior=EXCEPTION",
        "cachePrepStmts=true&prepStmtCacheSize=250&prepStmtCacheSqlLimit=2048",
        "createDatabaseIfNotExist=true&connectionAttributes=program_name:millrace"
      })
  void an_option_that_is_about_reaching_the_server_is_taken(String options) {
    String url = "jdbc:mysql://db.example.com:3306/m?" + options;

    assertThat(read(url).url()).isEqualTo(url);
  }

  @Test
  void settings_of_the_pool_override_the_url() {
    LocalDatabase server = LocalDatabase.shared();
    String url = server.createSchema() + "&serverTimezone=UTC&socketTimeout=1";

    try (Database database =
        Database.open(new DatabaseSettings(url, server.user(), server.password(), 1))) {
      assertThat(
              database.<Long>transact(
                  connection -> Sql.number(connection, "SELECT 7 + SLEEP(0.05)")))
          .isEqualTo(7);
    }
  }

  private static DatabaseSettings read(String url) {
    Environment environment =
        new Environment(
            Map.of("MILLRACE_DB_URL", url, "MILLRACE_DB_USER", "me", "MILLRACE_DB_PASSWORD", "x"));
    DatabaseSettings settings = DatabaseSettings.from(environment, 1);
    environment.check();
    return settings;
  }
}
