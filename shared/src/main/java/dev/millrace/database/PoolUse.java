package dev.millrace.database;

/**
 * How a pool is used.
 *
 * @param active connections in use
 * @param idle connections that are free
 * @param awaited threads that wait for a connection
 */
public record PoolUse(int active, int idle, int awaited) {}
