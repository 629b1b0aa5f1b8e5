package dev.millrace.catalogue.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.value.ColumnType.Decimal;
import dev.millrace.catalogue.value.ColumnType.Text;
import dev.millrace.catalogue.value.ColumnType.TooLong;
import org.junit.jupiter.api.Test;

final class ColumnTypeTest {

  @Test
  void sql_types_are_those_that_both_servers_have() {
    assertThat(Text.DEFAULT.sqlType())
        .isEqualTo("VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci");
    assertThat(new Text(16_383, TooLong.REJECT).sqlType()).startsWith("VARCHAR(16383)");
    assertThat(new Text(16_384, TooLong.REJECT).sqlType())
        .isEqualTo("MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci");
    assertThat(new Decimal(10, 2).sqlType()).isEqualTo("DECIMAL(10,2)");
    assertThat(new ColumnType.Timestamp(MomentUnit.ISO).sqlType()).isEqualTo("DATETIME(3)");
    assertThat(new ColumnType.Json().sqlType())
        .isEqualTo("LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci");
  }
}
