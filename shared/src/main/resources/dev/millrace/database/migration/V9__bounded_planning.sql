-- Spans of a type that a person does not want to be imported, until that is lifted.
CREATE TABLE millrace_exclusion (
  id BIGINT NOT NULL AUTO_INCREMENT,
  type VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  window_from BIGINT NOT NULL,
  window_to BIGINT NOT NULL,
  because VARCHAR(500) CHARACTER SET utf8mb4 NOT NULL,
  excluded_by VARCHAR(128) CHARACTER SET utf8mb4 NOT NULL,
  excluded_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  KEY of_type (type, window_from)
) ENGINE = InnoDB;

-- bulk: the messages of the run go to the backfill queue, whatever its kind.
ALTER TABLE millrace_run ADD COLUMN bulk BOOLEAN NOT NULL DEFAULT FALSE;

-- When the lookup of a rejected document was asked last whether it knows the key by now.
ALTER TABLE millrace_rejected ADD COLUMN asked_at DATETIME(3) NULL;

-- Until when a slice is in the hands of a process that is sending it. One that dies lets go of it so.
ALTER TABLE millrace_slice ADD COLUMN reserved_until DATETIME(3) NULL;
