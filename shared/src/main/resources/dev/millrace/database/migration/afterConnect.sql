-- What migrations write is UTC, and refused where it does not fit, as everywhere.
SET time_zone = '+00:00', sql_mode = 'TRADITIONAL';
