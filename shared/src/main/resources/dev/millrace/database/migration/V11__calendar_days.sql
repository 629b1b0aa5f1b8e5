-- Days whose buckets are all in millrace_calendar. The sweep adds the days that are covered for some type,
-- so that an import writes no row per bucket.
CREATE TABLE millrace_calendar_day (
  day INT NOT NULL,
  PRIMARY KEY (day)
) ENGINE = InnoDB;

-- So that covered days are found without the spans of every type.
ALTER TABLE millrace_coverage ADD KEY by_day (day);
