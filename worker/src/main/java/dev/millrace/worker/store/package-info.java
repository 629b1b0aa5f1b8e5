/** What the worker writes: type tables, marks of stale buckets, rejected documents. */
@NullMarked
package dev.millrace.worker.store;

import org.jspecify.annotations.NullMarked;
