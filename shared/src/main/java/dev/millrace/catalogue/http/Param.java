package dev.millrace.catalogue.http;

/**
 * A parameter of a request.
 *
 * @param value as written, with its placeholders
 * @param text whether a JSON body quotes it
 */
public record Param(String value, boolean text) {}
