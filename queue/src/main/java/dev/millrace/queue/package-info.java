/**
 * The SQS consumer: permits before receives, visibility from receipt to the last acknowledgement,
 * outcomes instead of exceptions.
 */
@NullMarked
package dev.millrace.queue;

import org.jspecify.annotations.NullMarked;
