/** The tasks of the messages, and their results. */
@NullMarked
package dev.millrace.bench.work;

import org.jspecify.annotations.NullMarked;
