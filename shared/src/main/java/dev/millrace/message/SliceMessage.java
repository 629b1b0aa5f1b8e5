package dev.millrace.message;

import dev.millrace.time.Window;

/**
 * Asks a worker to import one slice.
 *
 * @param id the slice's number in the ledger
 * @param type the document type
 * @param window what the slice covers
 */
public record SliceMessage(long id, String type, Window window) implements Message {}
