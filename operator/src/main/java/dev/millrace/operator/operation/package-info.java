/** The operations as JSON. */
@NullMarked
package dev.millrace.operator.operation;

import org.jspecify.annotations.NullMarked;
