-- A run may be paused or cancelled by a person; when none of its slices is open any more, it has ended,
-- and that is told. rate: slices a second at most, for a backfill that has one of its own. sent_until: up to
-- which moment its rate is used up.
ALTER TABLE millrace_run
  ADD COLUMN state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  ADD COLUMN rate DOUBLE NULL,
  ADD COLUMN sent_until DATETIME(3) NULL,
  ADD COLUMN ended_at DATETIME(3) NULL,
  ADD KEY not_ended (ended_at, kind);

-- announced: a slice that is dead has been told about.
ALTER TABLE millrace_slice
  ADD COLUMN announced BOOLEAN NOT NULL DEFAULT FALSE,
  ADD KEY of_run (run, state, type, window_from, window_to),
  ADD KEY of_type (type, state, window_from, window_to);

UPDATE millrace_run r SET ended_at = NOW(3)
WHERE NOT EXISTS (
  SELECT 1 FROM millrace_slice s WHERE s.run = r.id AND s.state IN ('planned', 'sent', 'running'));

-- The first second that the schedule has asked for: where healing begins unless the type says since when.
ALTER TABLE millrace_type ADD COLUMN scheduled_from BIGINT NULL;

-- Up to where a type has been imported again at an age, in seconds.
CREATE TABLE millrace_recheck (
  type VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  age BIGINT NOT NULL,
  done_to BIGINT NOT NULL,
  PRIMARY KEY (type, age)
) ENGINE = InnoDB;
