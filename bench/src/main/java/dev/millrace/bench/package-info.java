/**
 * The benchmarks. The measured programs, the queue server and each contender run in their own
 * processes; this package controls their order and reports the results.
 */
@NullMarked
package dev.millrace.bench;

import org.jspecify.annotations.NullMarked;
