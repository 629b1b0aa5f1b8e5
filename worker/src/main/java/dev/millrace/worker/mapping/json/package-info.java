/** Reads only the paths of a document that its type uses. */
@NullMarked
package dev.millrace.worker.mapping.json;

import org.jspecify.annotations.NullMarked;
