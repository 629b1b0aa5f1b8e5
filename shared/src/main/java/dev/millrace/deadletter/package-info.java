/**
 * What an operator does with dead letters. A letter about a slice is only the wish to look at the
 * ledger, as any message is: bringing the slice back is a transition there, dead → planned. All
 * other letters go back to the queue that they come from, as they were, with a count of how often.
 */
@NullMarked
package dev.millrace.deadletter;

import org.jspecify.annotations.NullMarked;
