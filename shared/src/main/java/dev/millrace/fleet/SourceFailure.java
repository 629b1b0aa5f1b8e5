package dev.millrace.fleet;

import org.jspecify.annotations.Nullable;

/**
 * A type that cannot be fetched now.
 *
 * @param source host and port
 * @param sinceSeconds how long the source has kept failing for the type; null when it only asked to
 *     wait
 * @param failure the newest failure
 * @param nextSeconds until the source is asked again for this type; 0 when that is due
 */
public record SourceFailure(
    String source, String type, @Nullable Long sinceSeconds, String failure, long nextSeconds) {}
