/** The producer as Lambda functions: one for ticks, one for sweeps, one for requested windows. */
@NullMarked
package dev.millrace.producer.function;

import org.jspecify.annotations.NullMarked;
