-- MySQL 9.7 rounds a quotient to four decimals before FLOOR sees it: a span that begins in the last four seconds of a
-- day had the next day, where no bucket finds it. Whole numbers are exact on every server.
ALTER TABLE millrace_coverage
  MODIFY COLUMN day INT GENERATED ALWAYS AS
    ((window_from - MOD(MOD(window_from, 86400) + 86400, 86400)) DIV 86400) STORED;
