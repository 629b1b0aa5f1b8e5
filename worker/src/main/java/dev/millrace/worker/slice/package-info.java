/** Handles a slice's message: claims, imports, and decides what a failure means. */
@NullMarked
package dev.millrace.worker.slice;

import org.jspecify.annotations.NullMarked;
