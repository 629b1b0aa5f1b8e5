/** What the ledger keeps of slices and attempts that ended long ago. */
@NullMarked
package dev.millrace.ledger.history;

import org.jspecify.annotations.NullMarked;
