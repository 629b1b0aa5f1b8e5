/** Starts the console, alone or beside a local stack. */
@NullMarked
package dev.millrace.cli.console;

import org.jspecify.annotations.NullMarked;
