-- Which types are counted by the moment that the source received them; types apply says so. Only for
-- these does coverage, which is kept by that moment, tell how much of a bucket is imported.
ALTER TABLE millrace_type ADD COLUMN by_ingest_time BOOLEAN NOT NULL DEFAULT FALSE;

-- A row for every bucket that is covered for some type or has a count of some type: what
-- EventCountFilled goes along. A row too many does no harm.
CREATE TABLE millrace_calendar (
  dt_bucket DATETIME NOT NULL,
  PRIMARY KEY (dt_bucket)
) ENGINE = InnoDB;

-- Spans of coverage end at the end of a UTC day at the latest, so that a bucket finds its own by equality.
CREATE TABLE millrace_number (n INT NOT NULL PRIMARY KEY) ENGINE = InnoDB;
INSERT INTO millrace_number
WITH digit AS (
  SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
  UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)
SELECT a.n + 10 * b.n + 100 * c.n FROM digit a, digit b, digit c;

-- First at every hundredth day, then at every day.
INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)
SELECT type, (FLOOR(window_from / 8640000) + n) * 8640000,
  LEAST(window_to, (FLOOR(window_from / 8640000) + n + 1) * 8640000), definition_version
FROM millrace_coverage JOIN millrace_number
  ON n > 0 AND (FLOOR(window_from / 8640000) + n) * 8640000 < window_to;
UPDATE millrace_coverage
SET window_to = LEAST(window_to, (FLOOR(window_from / 8640000) + 1) * 8640000);
INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)
SELECT type, (FLOOR(window_from / 86400) + n) * 86400,
  LEAST(window_to, (FLOOR(window_from / 86400) + n + 1) * 86400), definition_version
FROM millrace_coverage JOIN millrace_number
  ON n > 0 AND n < 100 AND (FLOOR(window_from / 86400) + n) * 86400 < window_to;
UPDATE millrace_coverage
SET window_to = LEAST(window_to, (FLOOR(window_from / 86400) + 1) * 86400);
ALTER TABLE millrace_coverage
  ADD COLUMN day INT GENERATED ALWAYS AS (FLOOR(window_from / 86400)) STORED,
  ADD KEY of_day (type, day, window_from, window_to);

INSERT IGNORE INTO millrace_calendar (dt_bucket)
SELECT '1970-01-01' + INTERVAL (FLOOR(window_from / 300) + n) * 300 SECOND
FROM millrace_coverage JOIN millrace_number
  ON n < 289 AND (FLOOR(window_from / 300) + n) * 300 < window_to;
INSERT IGNORE INTO millrace_calendar (dt_bucket) SELECT dt_bucket FROM EventCount;
DROP TABLE millrace_number;

-- Every bucket that is covered in part at least or has a count, with zeros. One select without UNION,
-- aggregate or DISTINCT, so a condition on type and dt_bucket becomes a range of the calendar's key.
-- TO_SECONDS and TO_DAYS know no time zone; 719528 days lie before 1970.
CREATE OR REPLACE VIEW EventCountFilled AS
SELECT
  c.dt_bucket,
  t.type,
  COALESCE(e.actual_count, 0) AS actual_count,
  CASE WHEN t.by_ingest_time THEN (
    SELECT CAST(COALESCE(SUM(
      LEAST(s.window_to, TO_SECONDS(c.dt_bucket) - 62167219200 + 300)
        - GREATEST(s.window_from, TO_SECONDS(c.dt_bucket) - 62167219200)), 0) AS SIGNED)
    FROM millrace_coverage s
    WHERE s.type = t.type AND s.day = TO_DAYS(c.dt_bucket) - 719528
      AND s.window_from < TO_SECONDS(c.dt_bucket) - 62167219200 + 300
      AND s.window_to > TO_SECONDS(c.dt_bucket) - 62167219200)
  END AS covered_seconds,
  e.refreshed_at
FROM millrace_calendar c
JOIN millrace_type t
LEFT JOIN EventCount e ON e.dt_bucket = c.dt_bucket AND e.type = t.type
WHERE e.type IS NOT NULL OR EXISTS (
  SELECT 1 FROM millrace_coverage s
  WHERE s.type = t.type AND s.day = TO_DAYS(c.dt_bucket) - 719528
    AND s.window_from < TO_SECONDS(c.dt_bucket) - 62167219200 + 300
    AND s.window_to > TO_SECONDS(c.dt_bucket) - 62167219200);
