package dev.millrace.catalogue.http;

import dev.millrace.catalogue.value.JsonPath;
import org.jspecify.annotations.Nullable;

/**
 * Where an API says how many documents a window has.
 *
 * @param url of a request of its own with the same parameters; null where every answer says it
 * @param at the place of the number
 */
public record CountCheck(@Nullable String url, JsonPath at) {}
