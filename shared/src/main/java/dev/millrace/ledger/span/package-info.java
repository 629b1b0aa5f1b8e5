/** Covered, expected and requested spans of time. */
@NullMarked
package dev.millrace.ledger.span;

import org.jspecify.annotations.NullMarked;
