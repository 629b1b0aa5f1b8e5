/** Millrace as one construct for the stacks of others; {@code infra-cdk} is its first user. */
@NullMarked
package dev.millrace.infra.pipeline;

import org.jspecify.annotations.NullMarked;
