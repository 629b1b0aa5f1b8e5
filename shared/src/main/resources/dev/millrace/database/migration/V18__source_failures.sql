-- Types for which a source keeps failing. failing_since: when the first circuit opened. failure: the newest
-- failure. next_probe_at: when a worker asks again; a row whose next probe is long past has no worker any more.
ALTER TABLE millrace_source_type
  ADD COLUMN failing_since DATETIME(3) NULL,
  ADD COLUMN failure VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  ADD COLUMN next_probe_at DATETIME(3) NULL;
