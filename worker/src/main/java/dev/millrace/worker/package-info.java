/** The worker: builds its parts, connects them to the queues, and stops them in order. */
@NullMarked
package dev.millrace.worker;

import org.jspecify.annotations.NullMarked;
