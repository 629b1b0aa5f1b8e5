/** Answers of sources in files, so that a definition has tests that need no network. */
@NullMarked
package dev.millrace.worker.source.record;

import org.jspecify.annotations.NullMarked;
