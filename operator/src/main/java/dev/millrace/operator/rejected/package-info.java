/** What an operator does with rejected documents. */
@NullMarked
package dev.millrace.operator.rejected;

import org.jspecify.annotations.NullMarked;
