/** Requests for objects of S3: where they go, and how they are signed. */
@NullMarked
package dev.millrace.worker.source.s3;

import org.jspecify.annotations.NullMarked;
