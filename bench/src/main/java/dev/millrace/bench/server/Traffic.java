package dev.millrace.bench.server;

/**
 * What went through the proxy since the counting began.
 *
 * @param seconds from the first receive that came in to the answer of the last delete
 * @param calls of all kinds that had come in by then
 * @param left messages that the queue still holds
 * @param inFlight messages that the server had handed out and not deleted, not exceeded in 99 % of
 *     the time
 */
public record Traffic(double seconds, long calls, long left, long inFlight) {}
