/** Counts the events of stale buckets until no bucket is stale. */
@NullMarked
package dev.millrace.worker.bucket;

import org.jspecify.annotations.NullMarked;
