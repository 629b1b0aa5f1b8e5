/** Which received message begins next: permits, shared fairly between the keys of messages. */
@NullMarked
package dev.millrace.queue.share;

import org.jspecify.annotations.NullMarked;
