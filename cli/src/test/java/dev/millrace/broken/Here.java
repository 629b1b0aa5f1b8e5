package dev.millrace.broken;

import dev.millrace.broken.cycle.There;

/** Needs the class that needs it. */
public record Here(There there) {}
