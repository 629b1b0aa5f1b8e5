/** How fast the console answers over a ledger of a year. */
@NullMarked
package dev.millrace.bench.console;

import org.jspecify.annotations.NullMarked;
