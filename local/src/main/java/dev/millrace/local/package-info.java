/**
 * Stand-ins for the outside world on one machine: queues, database, document API and time. Each one
 * keeps the rules of what it stands for, starts by itself and ends with the JVM.
 */
@NullMarked
package dev.millrace.local;

import org.jspecify.annotations.NullMarked;
