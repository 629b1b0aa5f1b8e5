-- Ended slices and their attempts, once they are older than MILLRACE_LEDGER_DAYS: their totals by the day on
-- which they ended. run: the backfill; 0 for all runs that nobody requested, which are not kept. The columns
-- done_… count the attempts that finished. last_slice, last_attempt: the highest numbers among them.
CREATE TABLE millrace_total (
  run BIGINT NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  day INT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  slices BIGINT NOT NULL DEFAULT 0,
  seconds BIGINT NOT NULL DEFAULT 0,
  window_from BIGINT NOT NULL DEFAULT 0,
  window_to BIGINT NOT NULL DEFAULT 0,
  last_slice BIGINT NOT NULL DEFAULT 0,
  attempts BIGINT NOT NULL DEFAULT 0,
  last_attempt BIGINT NOT NULL DEFAULT 0,
  fetched BIGINT NOT NULL DEFAULT 0,
  inserted BIGINT NOT NULL DEFAULT 0,
  updated BIGINT NOT NULL DEFAULT 0,
  unchanged BIGINT NOT NULL DEFAULT 0,
  filtered BIGINT NOT NULL DEFAULT 0,
  rejected BIGINT NOT NULL DEFAULT 0,
  done_fetched BIGINT NOT NULL DEFAULT 0,
  done_filtered BIGINT NOT NULL DEFAULT 0,
  done_rejected BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (run, kind, type, day, state),
  KEY of_type (type, window_from),
  KEY by_slice (last_slice)
) ENGINE = InnoDB;

-- What those of them imported that were done: what reconcile compares the coverage with.
CREATE TABLE millrace_folded_span (
  type VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  window_from BIGINT NOT NULL,
  window_to BIGINT NOT NULL,
  PRIMARY KEY (type, window_from)
) ENGINE = InnoDB;

-- Rows to lock: tick, so that ticks run one after another while workers claim and finish.
CREATE TABLE millrace_lock (
  name VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB;
INSERT INTO millrace_lock (name) VALUES ('tick');

-- folded_at: when the sweep last folded slices of an ended run; in the far future when none is left.
ALTER TABLE millrace_run
  ADD COLUMN folded_at DATETIME(3) NULL,
  ADD KEY to_fold (folded_at, ended_at),
  ADD KEY by_state (state, kind);

-- Silent and dead slices, and retrying ones, without the others.
ALTER TABLE millrace_slice
  DROP KEY due,
  ADD KEY of_state (state, announced, sent_at),
  ADD KEY retrying (type, retries);

ALTER TABLE millrace_table_change ADD KEY by_age (changed_at);
