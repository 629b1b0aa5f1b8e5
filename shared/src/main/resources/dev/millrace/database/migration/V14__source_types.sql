-- The time until which a source is blocked for one of its types, for all workers. It replaces the time in
-- millrace_source, which blocked all types of the source.
CREATE TABLE millrace_source_type (
  source VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  type VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  blocked_until DATETIME(3) NOT NULL,
  PRIMARY KEY (source, type)
) ENGINE = InnoDB;
