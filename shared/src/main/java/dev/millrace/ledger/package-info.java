/**
 * The tables that say which slices exist and how each attempt ended. The ledger is the truth; every
 * transition names the state it comes from.
 */
@NullMarked
package dev.millrace.ledger;

import org.jspecify.annotations.NullMarked;
