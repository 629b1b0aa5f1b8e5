/** A local stack: queues, database, document API, workers and schedules. */
@NullMarked
package dev.millrace.cli.stack;

import org.jspecify.annotations.NullMarked;
