/** The rows that a document becomes, their hashes, and the reasons for rejecting it. */
@NullMarked
package dev.millrace.worker.mapping.row;

import org.jspecify.annotations.NullMarked;
