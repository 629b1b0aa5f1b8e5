-- The control tables. Times are unix seconds (window_from, window_to, bucket) or UTC DATETIME by the
-- database's clock. Type names compare exactly.

CREATE TABLE millrace_type (
  type VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  version CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  definition MEDIUMTEXT CHARACTER SET utf8mb4 NOT NULL,
  applied_at DATETIME(3) NOT NULL,
  PRIMARY KEY (type)
) ENGINE = InnoDB;

CREATE TABLE millrace_run (
  id BIGINT NOT NULL AUTO_INCREMENT,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  trigger_key VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  planned_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY one_run_per_trigger (kind, trigger_key)
) ENGINE = InnoDB;

CREATE TABLE millrace_slice (
  id BIGINT NOT NULL AUTO_INCREMENT,
  run BIGINT NOT NULL,
  type VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  window_from BIGINT NOT NULL,
  window_to BIGINT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  attempts INT NOT NULL DEFAULT 0,
  definition_version CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  not_before DATETIME(3) NOT NULL,
  planned_at DATETIME(3) NOT NULL,
  sent_at DATETIME(3) NULL,
  ended_at DATETIME(3) NULL,
  error VARCHAR(1000) CHARACTER SET utf8mb4 NULL,
  PRIMARY KEY (id),
  UNIQUE KEY one_slice_per_run (run, type, window_from, window_to),
  KEY due (state, not_before)
) ENGINE = InnoDB;

-- One try of one worker at one slice. Its number is the version of what it writes.
CREATE TABLE millrace_attempt (
  number BIGINT NOT NULL AUTO_INCREMENT,
  slice BIGINT NOT NULL,
  type VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  window_from BIGINT NOT NULL,
  window_to BIGINT NOT NULL,
  worker VARCHAR(128) CHARACTER SET utf8mb4 NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  lease_until DATETIME(3) NOT NULL,
  started_at DATETIME(3) NOT NULL,
  ended_at DATETIME(3) NULL,
  fetched BIGINT NOT NULL DEFAULT 0,
  inserted BIGINT NOT NULL DEFAULT 0,
  updated BIGINT NOT NULL DEFAULT 0,
  unchanged BIGINT NOT NULL DEFAULT 0,
  filtered BIGINT NOT NULL DEFAULT 0,
  rejected BIGINT NOT NULL DEFAULT 0,
  error VARCHAR(1000) CHARACTER SET utf8mb4 NULL,
  PRIMARY KEY (number),
  KEY of_slice (slice, number),
  KEY running (state, type)
) ENGINE = InnoDB;

-- What is imported, per type: disjoint spans, each with the definition that wrote it.
CREATE TABLE millrace_coverage (
  type VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  window_from BIGINT NOT NULL,
  window_to BIGINT NOT NULL,
  definition_version CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (type, window_from)
) ENGINE = InnoDB;

-- Marks: "count this bucket again". Append-only, so that two writers never meet in one row.
CREATE TABLE millrace_stale_bucket (
  number BIGINT NOT NULL AUTO_INCREMENT,
  type VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  bucket BIGINT NOT NULL,
  marked_at DATETIME(3) NOT NULL,
  PRIMARY KEY (number),
  KEY of_bucket (type, bucket)
) ENGINE = InnoDB;

-- Documents that were fetched but cannot be stored, with the reason.
CREATE TABLE millrace_rejected (
  type VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  document VARBINARY(64) NOT NULL,
  slice BIGINT NOT NULL,
  reason VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  message VARCHAR(500) CHARACTER SET utf8mb4 NOT NULL,
  path VARCHAR(500) CHARACTER SET utf8mb4 NOT NULL,
  definition_version CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  raw LONGBLOB NOT NULL,
  first_seen DATETIME(3) NOT NULL,
  last_seen DATETIME(3) NOT NULL,
  PRIMARY KEY (type, document)
) ENGINE = InnoDB;

CREATE TABLE EventCount (
  dt_bucket DATETIME NOT NULL,
  type VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  actual_count BIGINT NOT NULL,
  refreshed_at DATETIME(3) NOT NULL,
  PRIMARY KEY (dt_bucket, type)
) ENGINE = InnoDB;
