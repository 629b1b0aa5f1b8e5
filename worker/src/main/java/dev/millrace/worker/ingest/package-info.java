/** Imports a slice: streams its documents, maps them, and writes them batch by batch. */
@NullMarked
package dev.millrace.worker.ingest;

import org.jspecify.annotations.NullMarked;
