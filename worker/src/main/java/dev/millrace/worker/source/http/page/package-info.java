/** The documents of an answer, and what stands around them. */
@NullMarked
package dev.millrace.worker.source.http.page;

import org.jspecify.annotations.NullMarked;
