/** What a worker does while a database or a source is unavailable or its thread is interrupted. */
@NullMarked
package dev.millrace.worker.outage;

import org.jspecify.annotations.NullMarked;
