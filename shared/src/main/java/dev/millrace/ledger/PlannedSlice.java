package dev.millrace.ledger;

import dev.millrace.time.Window;

/** One type and a part of a window, before the ledger has given it a number. */
public record PlannedSlice(String type, Window window) {}
