-- The signs of life of workers, one row each. A worker updates its row every ten seconds and deletes it at a
-- clean stop. in_hand: received messages that are not acknowledged yet.
CREATE TABLE millrace_worker (
  name VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  started_at DATETIME(3) NOT NULL,
  seen_at DATETIME(3) NOT NULL,
  in_hand INT NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB;
