/** Measures how events are counted: whole tables, late events, imports and the filled view. */
@NullMarked
package dev.millrace.bench.buckets;

import org.jspecify.annotations.NullMarked;
