-- How often a person had a dead slice planned again.
ALTER TABLE millrace_slice ADD COLUMN replays INT NOT NULL DEFAULT 0;
