/** What all fuzz tests check. */
@NullMarked
package dev.millrace.fuzz;

import org.jspecify.annotations.NullMarked;
