/** How the rows of a table are counted by bucket, and which buckets have to be counted again. */
@NullMarked
package dev.millrace.bucket;

import org.jspecify.annotations.NullMarked;
