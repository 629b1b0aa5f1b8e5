/** The overall status, and the imported spans and gaps of each type. */
@NullMarked
package dev.millrace.operator.status;

import org.jspecify.annotations.NullMarked;
