/** The queue server's process: ElasticMQ, behind a proxy that delays answers and counts calls. */
@NullMarked
package dev.millrace.bench.server;

import org.jspecify.annotations.NullMarked;
