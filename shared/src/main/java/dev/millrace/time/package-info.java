/**
 * Spans and points of time as messages, ledger and document API carry them: unix seconds, UTC,
 * half-open. A time zone exists only where a person reads.
 */
@NullMarked
package dev.millrace.time;

import org.jspecify.annotations.NullMarked;
