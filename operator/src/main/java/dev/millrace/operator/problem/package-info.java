/** What did not get through, in groups with the same cause, and what to do about each. */
@NullMarked
package dev.millrace.operator.problem;

import org.jspecify.annotations.NullMarked;
