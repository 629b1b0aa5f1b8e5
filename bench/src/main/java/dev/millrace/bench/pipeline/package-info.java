/**
 * The whole pipeline, from a message to a counted bucket, compared with what others would write.
 */
@NullMarked
package dev.millrace.bench.pipeline;

import org.jspecify.annotations.NullMarked;
