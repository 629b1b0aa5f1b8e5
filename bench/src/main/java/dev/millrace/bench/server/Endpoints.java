package dev.millrace.bench.server;

/** Where the queues are reached: with delay and counting, and past the proxy. */
public record Endpoints(String proxy, String direct, String region) {}
