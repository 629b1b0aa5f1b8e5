/** SQS queues: receiving, deleting and sending in batches, with metered calls. */
@NullMarked
package dev.millrace.queue.sqs;

import org.jspecify.annotations.NullMarked;
