/** Commands for dead letters and dead slices. */
@NullMarked
package dev.millrace.cli.deadletter;

import org.jspecify.annotations.NullMarked;
