/** Commands that compare ledger, tables and counts. */
@NullMarked
package dev.millrace.cli.check;

import org.jspecify.annotations.NullMarked;
