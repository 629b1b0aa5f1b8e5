/** The commands for one slice. */
@NullMarked
package dev.millrace.cli.slice;

import org.jspecify.annotations.NullMarked;
