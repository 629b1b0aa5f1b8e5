/**
 * Spans and points of time as messages, ledger and document API carry them: unix seconds, UTC,
 * half-open. Time zones exist only in output for people.
 */
@NullMarked
package dev.millrace.time;

import org.jspecify.annotations.NullMarked;
