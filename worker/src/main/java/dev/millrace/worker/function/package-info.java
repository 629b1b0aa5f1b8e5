/**
 * The worker as a Lambda function: the same handlers, with SQS events for receives and partial
 * batch responses for deletes.
 */
@NullMarked
package dev.millrace.worker.function;

import org.jspecify.annotations.NullMarked;
