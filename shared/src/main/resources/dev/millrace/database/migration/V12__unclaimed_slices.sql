-- Which attempts of a type are newer than a fetch, see AttemptWatermarks.
ALTER TABLE millrace_attempt ADD KEY newer (type, number);
