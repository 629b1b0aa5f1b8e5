/** The progress and the results of a demo's run. */
@NullMarked
package dev.millrace.operator.demo;

import org.jspecify.annotations.NullMarked;
