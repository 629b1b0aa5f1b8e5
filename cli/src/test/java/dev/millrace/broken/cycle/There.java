package dev.millrace.broken.cycle;

import dev.millrace.broken.Here;
import org.jspecify.annotations.Nullable;

/** Needs the class that needs it. */
public record There(@Nullable Here here) {}
