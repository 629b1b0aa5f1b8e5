/** What operators have changed, and why. */
@NullMarked
package dev.millrace.operation;

import org.jspecify.annotations.NullMarked;
