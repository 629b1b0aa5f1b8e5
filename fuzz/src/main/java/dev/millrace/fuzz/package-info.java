/** Fuzz tests, all below {@code src/test}: the compiler warns of a module without classes. */
@NullMarked
package dev.millrace.fuzz;

import org.jspecify.annotations.NullMarked;
