/**
 * Rejected documents after they were rejected: to be looked at, imported again, and forgotten in
 * time.
 */
@NullMarked
package dev.millrace.rejected;

import org.jspecify.annotations.NullMarked;
