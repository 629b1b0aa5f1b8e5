/** The {@code millrace} command: one class per command, and the wiring for one machine. */
@NullMarked
package dev.millrace.cli;

import org.jspecify.annotations.NullMarked;
