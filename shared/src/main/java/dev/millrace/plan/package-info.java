/** From windows to slices in the ledger to messages on the queues. */
@NullMarked
package dev.millrace.plan;

import org.jspecify.annotations.NullMarked;
