/** What a worker does while its database is unavailable or its thread is interrupted. */
@NullMarked
package dev.millrace.worker.outage;

import org.jspecify.annotations.NullMarked;
