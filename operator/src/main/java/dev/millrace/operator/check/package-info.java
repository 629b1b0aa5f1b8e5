/** Comparisons of ledger, type tables and counts, for {@code reconcile} and the demo's checks. */
@NullMarked
package dev.millrace.operator.check;

import org.jspecify.annotations.NullMarked;
