/** Removes or hashes personal data. */
@NullMarked
package dev.millrace.worker.mapping.privacy;

import org.jspecify.annotations.NullMarked;
