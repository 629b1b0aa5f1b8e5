/** Commands for rejected documents. */
@NullMarked
package dev.millrace.cli.rejected;

import org.jspecify.annotations.NullMarked;
