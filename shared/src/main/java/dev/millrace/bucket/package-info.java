/** How the rows of a table are counted by bucket, and which buckets are stale. */
@NullMarked
package dev.millrace.bucket;

import org.jspecify.annotations.NullMarked;
