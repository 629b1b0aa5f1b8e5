-- A slice whose last attempt failed waits in the ledger until not_before. retries: how often it has waited
-- for a next try so far, whatever the cause. first_failed_at: when the first of the failures that count
-- happened. gateway_splits: how many splits in a row a gateway's time-out has led to.
ALTER TABLE millrace_slice
  ADD COLUMN retries INT NOT NULL DEFAULT 0,
  ADD COLUMN first_failed_at DATETIME(3) NULL,
  ADD COLUMN gateway_splits INT NOT NULL DEFAULT 0;
