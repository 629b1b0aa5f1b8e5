package dev.millrace.message;

/** One of the three things that a queue may carry. */
public sealed interface Message permits SliceMessage, WindowMessage, BucketsMessage {}
