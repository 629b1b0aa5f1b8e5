/**
 * Suggests words, and makes external text safe to print: documents, messages, answers and errors
 * may contain characters that move a terminal's cursor, change the writing direction or forge a
 * line of a log.
 */
@NullMarked
package dev.millrace.text;

import org.jspecify.annotations.NullMarked;
