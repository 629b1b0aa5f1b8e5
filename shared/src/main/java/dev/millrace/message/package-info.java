/**
 * What travels on the queues. A message is only the wish to look at the ledger; the ledger is the
 * truth.
 */
@NullMarked
package dev.millrace.message;

import org.jspecify.annotations.NullMarked;
