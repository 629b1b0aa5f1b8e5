/** One applied type: its definition, who wrote its coverage, and how late its documents arrive. */
@NullMarked
package dev.millrace.operator.type;

import org.jspecify.annotations.NullMarked;
