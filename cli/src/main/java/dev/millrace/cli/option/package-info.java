/** Options that several commands share. */
@NullMarked
package dev.millrace.cli.option;

import org.jspecify.annotations.NullMarked;
