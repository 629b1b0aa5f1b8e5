/**
 * The tables of slices and attempts. The ledger is the source of truth; every transition names the
 * state it comes from.
 */
@NullMarked
package dev.millrace.ledger;

import org.jspecify.annotations.NullMarked;
