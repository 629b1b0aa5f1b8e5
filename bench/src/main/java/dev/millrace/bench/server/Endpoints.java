package dev.millrace.bench.server;

/** The URLs of the queues: with delay and counting, and without the proxy. */
public record Endpoints(String proxy, String direct, String region) {}
