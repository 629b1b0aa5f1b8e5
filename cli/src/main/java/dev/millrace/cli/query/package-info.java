/** Commands that show rows. */
@NullMarked
package dev.millrace.cli.query;

import org.jspecify.annotations.NullMarked;
