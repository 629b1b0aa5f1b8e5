/** The contenders, each running in a process of its own behind the same interface. */
@NullMarked
package dev.millrace.bench.contender;

import org.jspecify.annotations.NullMarked;
