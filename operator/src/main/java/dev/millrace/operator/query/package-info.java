/** Rows of any table, read only. */
@NullMarked
package dev.millrace.operator.query;

import org.jspecify.annotations.NullMarked;
