package dev.millrace.broken.unmarked;

/** Its package lacks the mark. */
record Unmarked(String name) {}
