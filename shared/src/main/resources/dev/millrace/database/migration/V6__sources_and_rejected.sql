-- Until when a source wants to be left in peace, for all workers.
CREATE TABLE millrace_source (
  source VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  blocked_until DATETIME(3) NOT NULL,
  PRIMARY KEY (source)
) ENGINE = InnoDB;

-- When the API received the document, in unix seconds, if that can be read; so it can be imported
-- again without the rest of its slice.
ALTER TABLE millrace_rejected
  ADD COLUMN received_at BIGINT NULL,
  ADD KEY by_age (last_seen),
  ADD KEY by_reason (reason, last_seen);
