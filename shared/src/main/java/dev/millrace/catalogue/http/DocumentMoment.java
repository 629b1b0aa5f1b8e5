package dev.millrace.catalogue.http;

import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.catalogue.value.MomentUnit;

/**
 * The moment by which the API selects a document.
 *
 * @param from its place in the document, as the API writes it
 * @param moves whether it changes with the document, as that of the last change does
 */
public record DocumentMoment(JsonPath from, MomentUnit unit, boolean moves) {}
