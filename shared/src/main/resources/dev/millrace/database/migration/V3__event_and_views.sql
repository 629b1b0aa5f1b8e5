-- The table of the replaced bucket job, for whoever writes it; types/Event.yaml counts it. One that is
-- there already stays as it is, and types apply says what it lacks.
CREATE TABLE IF NOT EXISTS Event (
  event_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  occurrence_timestamp DATETIME(3) NOT NULL,
  PRIMARY KEY (event_id),
  KEY occurrence_timestamp (occurrence_timestamp)
) ENGINE = InnoDB;

-- So that the counts of one type are read without those of the others.
ALTER TABLE EventCount ADD KEY of_type (type, dt_bucket);

-- Everything in UTC, labelled by the start of the hour or day. refreshed_at is the newest of its buckets.
CREATE OR REPLACE VIEW EventCountHourly AS
SELECT
  dt_bucket - INTERVAL MINUTE(dt_bucket) MINUTE AS dt_hour,
  type,
  CAST(SUM(actual_count) AS SIGNED) AS actual_count,
  MAX(refreshed_at) AS refreshed_at
FROM EventCount
GROUP BY 1, 2;

CREATE OR REPLACE VIEW EventCountDaily AS
SELECT
  DATE(dt_bucket) AS dt_day,
  type,
  CAST(SUM(actual_count) AS SIGNED) AS actual_count,
  MAX(refreshed_at) AS refreshed_at
FROM EventCount
GROUP BY 1, 2;

CREATE OR REPLACE VIEW EventCountAllTypes AS
SELECT
  dt_bucket,
  CAST(SUM(actual_count) AS SIGNED) AS actual_count,
  MAX(refreshed_at) AS refreshed_at
FROM EventCount
GROUP BY dt_bucket;

-- The label of the replaced job, for dashboards that know no other: a bucket under its right edge. That
-- job counted (b-300, b]; this shows [b-300, b) under b. So an event exactly on an edge, such as
-- 12:05:00.000, was under 12:05 there and is under 12:10 here. No sum over a longer span differs by
-- more than the events on its two ends.
CREATE OR REPLACE VIEW EventCountByEnd AS
SELECT
  dt_bucket + INTERVAL 5 MINUTE AS dt_bucket,
  type,
  actual_count,
  refreshed_at
FROM EventCount;
