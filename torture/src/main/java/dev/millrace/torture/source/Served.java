package dev.millrace.torture.source;

/**
 * An answer of the source.
 *
 * @param fetch its number; the source numbers its answers in the order of what they hold
 * @param from unix seconds
 * @param to unix seconds, exclusive
 * @param revision what the source held
 * @param millis when, in unix milliseconds
 * @param worker the name of the worker that asked
 * @param documents probes included
 */
public record Served(
    long fetch,
    Kind kind,
    long from,
    long to,
    long revision,
    long millis,
    String worker,
    int documents) {}
