package dev.millrace.bench.contender;

/**
 * The observations of a contender's process in one run.
 *
 * @param finished messages handled to the end, each counted once
 * @param deliveries messages handed to the handler, each time counted
 * @param seconds from the start to the last message finished
 * @param p50Millis half of the messages reached the handler within this time after they became
 *     available
 * @param p99Millis the same for 99 in a hundred
 * @param heapMegabytes the maximum in use right after a collection
 * @param cpuMillis processor time of the process, all threads
 * @param stopSeconds how long the stop took
 */
public record Observed(
    int finished,
    int deliveries,
    double seconds,
    double p50Millis,
    double p99Millis,
    double heapMegabytes,
    double cpuMillis,
    double stopSeconds) {}
