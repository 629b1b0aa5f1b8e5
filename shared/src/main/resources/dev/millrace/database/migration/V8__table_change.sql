-- What has changed in the tables and is not yet told on the event bus.

CREATE TABLE millrace_table_change (
  number BIGINT NOT NULL AUTO_INCREMENT,
  run BIGINT NULL,
  type VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  counts BOOLEAN NOT NULL,
  window_from BIGINT NOT NULL,
  window_to BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  changed_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  PRIMARY KEY (number)
) ENGINE = InnoDB;
