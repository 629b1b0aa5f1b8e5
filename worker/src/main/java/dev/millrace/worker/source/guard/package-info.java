/**
 * Protects a source and its users from each other: retries, the rate limit, a circuit per type, and
 * the time until which a type is blocked for all workers.
 */
@NullMarked
package dev.millrace.worker.source.guard;

import org.jspecify.annotations.NullMarked;
