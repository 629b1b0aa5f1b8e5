/**
 * Any HTTP API as a source, asked as the {@code source:} block of a definition says: one window at
 * a time, page by page.
 */
@NullMarked
package dev.millrace.worker.source.http;

import org.jspecify.annotations.NullMarked;
