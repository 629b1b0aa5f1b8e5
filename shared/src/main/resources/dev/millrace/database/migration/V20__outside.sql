-- outside: documents that a source returned although their moment lies outside of the window; not stored.
ALTER TABLE millrace_attempt ADD COLUMN outside BIGINT NOT NULL DEFAULT 0;
ALTER TABLE millrace_total
  ADD COLUMN outside BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN done_outside BIGINT NOT NULL DEFAULT 0;

-- booked_until: the time up to which workers have taken the requests that a source allows per second.
ALTER TABLE millrace_source ADD COLUMN booked_until DATETIME(6) NULL;
