package dev.millrace.message;

/** One of the three kinds of messages. */
public sealed interface Message permits SliceMessage, WindowMessage, BucketsMessage {}
