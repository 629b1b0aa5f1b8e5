package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcWrapperTest {

  private static final String URL = "jdbc:aws-wrapper:mysql://db.example.com:3306/m";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?wrapperPlugins=failover2,efm2&failoverTimeoutMs=30000",
        "?sslMode=REQUIRED&wrapperDialect=aurora-mysql&clusterInstanceHostPattern=?.example.com",
        "?wrapperPlugins=bg&bgdId=1&monitoring-connectTimeout=1000"
      })
  void options_about_finding_the_writer_are_taken(String options) {
    assertThat(JdbcWrapper.problems(URL + options, true)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wrapperPlugins=failover2,readWriteSplitting | plugin 'readWriteSplitting'",
        "wrapperPlugins=iam | plugin 'iam'",
        "failoverMode=reader-or-writer | the option failoverMode",
        "wrapperPlugins=efm2&useAffectedRows=true | useAffectedRows",
        "sslMode=REQUIRED&user=me | MILLRACE_DB_USER"
      })
  void other_plugins_and_options_are_refused_by_name(String options, String problem) {
    assertThat(JdbcWrapper.problems(URL + "?" + options, true))
        .singleElement()
        .asString()
        .contains(problem);
  }

  @Test
  void without_its_jar_the_url_is_refused() {
    assertThat(JdbcWrapper.problems(URL, false))
        .singleElement()
        .asString()
        .contains("aws-advanced-jdbc-wrapper");
  }
}
