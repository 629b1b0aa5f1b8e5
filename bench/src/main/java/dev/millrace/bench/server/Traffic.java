package dev.millrace.bench.server;

/**
 * The traffic of the proxy since the counting began.
 *
 * @param seconds from the first receive that came in to the answer of the last delete
 * @param calls of all kinds received by then
 * @param left messages still on the queue
 * @param inFlight messages delivered but not deleted, not exceeded in 99 % of the time
 */
public record Traffic(double seconds, long calls, long left, long inFlight) {}
