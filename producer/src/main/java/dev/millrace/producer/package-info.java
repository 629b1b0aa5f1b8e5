/** The producer: turns the ticks of a schedule into runs, and keeps runs moving. */
@NullMarked
package dev.millrace.producer;

import org.jspecify.annotations.NullMarked;
