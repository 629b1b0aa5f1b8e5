/** Three years of a ledger in minutes. */
@NullMarked
package dev.millrace.bench.years;

import org.jspecify.annotations.NullMarked;
