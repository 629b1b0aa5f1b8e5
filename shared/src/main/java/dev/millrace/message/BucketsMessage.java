package dev.millrace.message;

import dev.millrace.time.Window;

/**
 * A hint that buckets of a type are stale. Which ones is found in the database.
 *
 * @param type the counted type
 * @param window the range of the stale buckets
 */
public record BucketsMessage(String type, Window window) implements Message {}
