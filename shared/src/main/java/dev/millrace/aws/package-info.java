/**
 * Signed requests to AWS: tokens that log in to a database, and calls of services without a client
 * here.
 */
@NullMarked
package dev.millrace.aws;

import org.jspecify.annotations.NullMarked;
