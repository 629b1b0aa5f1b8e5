/** What reads a dead-letter queue: each letter once, deleted or handed back. */
@NullMarked
package dev.millrace.queue.deadletter;

import org.jspecify.annotations.NullMarked;
