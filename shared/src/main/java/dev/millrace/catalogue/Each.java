package dev.millrace.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * The array of a document of which every element becomes a row.
 *
 * @param from where the array is
 * @param key what tells two elements apart, from the element on; null where that is their position
 */
public record Each(JsonPath from, @Nullable JsonPath key) {}
