/**
 * The messages on the queues. The ledger is the source of truth; a message is only a hint to check
 * it.
 */
@NullMarked
package dev.millrace.message;

import org.jspecify.annotations.NullMarked;
