package dev.millrace.ledger;

import dev.millrace.time.Window;

/**
 * One type and a part of a window: one row of the ledger, one message.
 *
 * @param kind of the run that it belongs to; it decides the queue
 */
public record Slice(long id, RunKind kind, String type, Window window) {}
