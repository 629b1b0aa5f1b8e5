/** Reads the documents of a slice from the document API, as a stream of bytes. */
@NullMarked
package dev.millrace.worker.source;

import org.jspecify.annotations.NullMarked;
