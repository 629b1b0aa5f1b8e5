/** The script millrace, run as a user runs it. */
@NullMarked
package dev.millrace.cli.script;

import org.jspecify.annotations.NullMarked;
