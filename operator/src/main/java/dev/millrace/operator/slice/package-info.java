/** One slice: its documents, its attempts, and what an operator may do to it. */
@NullMarked
package dev.millrace.operator.slice;

import org.jspecify.annotations.NullMarked;
