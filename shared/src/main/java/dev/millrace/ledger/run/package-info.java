/** Runs, their slices in the order of sending, and what an operator may do to them. */
@NullMarked
package dev.millrace.ledger.run;

import org.jspecify.annotations.NullMarked;
