/** The plan of a backfill as an operator sees it. */
@NullMarked
package dev.millrace.operator.backfill;

import org.jspecify.annotations.NullMarked;
