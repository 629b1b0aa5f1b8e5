/**
 * Importing a backfill, beside plain upserts of the same rows and beside the way that Millrace
 * replaces.
 */
@NullMarked
package dev.millrace.bench.imports;

import org.jspecify.annotations.NullMarked;
