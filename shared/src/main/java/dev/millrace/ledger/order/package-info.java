/**
 * In which order attempts at a type run, and their numbers: the lock, and how far all have ended.
 */
@NullMarked
package dev.millrace.ledger.order;

import org.jspecify.annotations.NullMarked;
