/** The documents of a run, and the source that serves them. */
@NullMarked
package dev.millrace.bench.pipeline.source;

import org.jspecify.annotations.NullMarked;
