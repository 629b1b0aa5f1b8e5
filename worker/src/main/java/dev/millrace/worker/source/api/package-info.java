/** The document API as a source. */
@NullMarked
package dev.millrace.worker.source.api;

import org.jspecify.annotations.NullMarked;
