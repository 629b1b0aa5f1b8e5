/** Writes type tables and rejected documents. */
@NullMarked
package dev.millrace.worker.store;

import org.jspecify.annotations.NullMarked;
