-- Types whose promise (the key fresh) is broken, as the bus events say. since: the unix second from which on. The row
-- of millrace_lock is that of the sweep that compares them.
CREATE TABLE millrace_broken_promise (
  type VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (type)
) ENGINE = InnoDB;
INSERT IGNORE INTO millrace_lock (name) VALUES ('promises');
