/** What an import needs of a source: the documents of a window, and failures by their class. */
@NullMarked
package dev.millrace.worker.source;

import org.jspecify.annotations.NullMarked;
