/** A real queue server, behind a proxy that delays, cuts and refuses. */
@NullMarked
package dev.millrace.queue.server;

import org.jspecify.annotations.NullMarked;
