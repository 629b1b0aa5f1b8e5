/** How much memory an import takes. */
@NullMarked
package dev.millrace.worker.ingest.memory;

import org.jspecify.annotations.NullMarked;
