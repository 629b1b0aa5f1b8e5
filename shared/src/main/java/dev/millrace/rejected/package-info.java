/** Rejected documents: kept to be listed, replayed, and deleted in time. */
@NullMarked
package dev.millrace.rejected;

import org.jspecify.annotations.NullMarked;
