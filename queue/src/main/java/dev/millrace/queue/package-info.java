/**
 * A consumer and a sender for SQS. The consumer bounds handlers, receives and acknowledgements
 * separately, keeps messages hidden from receipt until the confirmed delete, and takes outcomes
 * instead of exceptions.
 */
@NullMarked
package dev.millrace.queue;

import org.jspecify.annotations.NullMarked;
