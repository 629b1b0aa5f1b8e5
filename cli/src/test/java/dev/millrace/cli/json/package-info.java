/** The page about the JSON of the commands, compared with their output. */
@NullMarked
package dev.millrace.cli.json;

import org.jspecify.annotations.NullMarked;
