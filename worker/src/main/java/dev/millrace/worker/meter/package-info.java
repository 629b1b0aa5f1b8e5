/** What a worker has done, for monitoring. */
@NullMarked
package dev.millrace.worker.meter;

import org.jspecify.annotations.NullMarked;
