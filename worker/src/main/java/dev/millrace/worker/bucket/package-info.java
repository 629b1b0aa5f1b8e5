/** Counts events into buckets, again and again until no mark is left. */
@NullMarked
package dev.millrace.worker.bucket;

import org.jspecify.annotations.NullMarked;
