package dev.millrace.cli.via;

/**
 * Where a command runs.
 *
 * @param function name or ARN of a function of Lambda
 * @param changes whether it may change data there
 */
public record Via(String function, boolean changes) {}
