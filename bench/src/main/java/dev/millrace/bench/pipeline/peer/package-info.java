/** The pipelines that a team would write with Spring Cloud AWS or Camel, without a ledger. */
@NullMarked
package dev.millrace.bench.pipeline.peer;

import org.jspecify.annotations.NullMarked;
