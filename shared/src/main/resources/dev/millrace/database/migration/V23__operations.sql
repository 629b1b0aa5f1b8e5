-- Changes by operators, with their reasons: only added and, after 400 days, deleted. affected: how many slices, messages,
-- documents or buckets; NULL where one thing was changed.
CREATE TABLE millrace_operation (
  id BIGINT NOT NULL AUTO_INCREMENT,
  at DATETIME(3) NOT NULL,
  operator VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  command VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  target VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  because VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  affected BIGINT NULL,
  PRIMARY KEY (id),
  KEY of_target (target, id),
  KEY by_time (at)
) ENGINE = InnoDB;
