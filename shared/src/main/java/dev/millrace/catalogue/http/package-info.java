/**
 * How any HTTP API is asked for a span of time: the {@code source:} block of a definition as
 * records. Pure; the worker sends the requests.
 */
@NullMarked
package dev.millrace.catalogue.http;

import org.jspecify.annotations.NullMarked;
