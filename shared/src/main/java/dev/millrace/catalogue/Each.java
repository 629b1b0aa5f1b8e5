package dev.millrace.catalogue;

import dev.millrace.catalogue.value.JsonPath;
import org.jspecify.annotations.Nullable;

/**
 * The array of a document of which every element becomes a row.
 *
 * @param from where the array is
 * @param key path inside the element that identifies it; null where its position does
 */
public record Each(JsonPath from, @Nullable JsonPath key) {}
