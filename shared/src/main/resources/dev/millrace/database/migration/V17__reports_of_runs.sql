-- Until then a sweep reports that the run has ended; no other one does, and no lock is held meanwhile.
ALTER TABLE millrace_run ADD COLUMN reserved_until DATETIME(3) NULL;
