/** What has changed in the ledger since it was asked last, at the cost of a few rows. */
@NullMarked
package dev.millrace.operator.change;

import org.jspecify.annotations.NullMarked;
