/**
 * What an operator does with dead letters. A letter about a slice is only a hint to check the
 * ledger, as any message is: redriving the slice is a transition there, dead → planned. All other
 * letters return unchanged to their queue, with a counter.
 */
@NullMarked
package dev.millrace.operator.deadletter;

import org.jspecify.annotations.NullMarked;
