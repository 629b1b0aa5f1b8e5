/** The queue server's process: ElasticMQ, and before it a proxy that delays answers and counts. */
@NullMarked
package dev.millrace.bench.server;

import org.jspecify.annotations.NullMarked;
