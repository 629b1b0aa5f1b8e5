/**
 * Importing a backfill, compared with plain upserts of the same rows and with the replaced system.
 */
@NullMarked
package dev.millrace.bench.imports;

import org.jspecify.annotations.NullMarked;
