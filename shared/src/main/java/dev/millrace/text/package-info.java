/**
 * Text that came from outside, made fit to be printed: documents, messages, answers and errors may
 * hold what moves a terminal's cursor, turns the direction of writing or forges a line of a log.
 */
@NullMarked
package dev.millrace.text;

import org.jspecify.annotations.NullMarked;
