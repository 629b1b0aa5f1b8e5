/**
 * The benchmarks. What is measured, the queue server and each contender run in processes of their
 * own; this package says what they do in which order and reports what came out.
 */
@NullMarked
package dev.millrace.bench;

import org.jspecify.annotations.NullMarked;
