/** What the messages ask for, and what became of them. */
@NullMarked
package dev.millrace.bench.work;

import org.jspecify.annotations.NullMarked;
