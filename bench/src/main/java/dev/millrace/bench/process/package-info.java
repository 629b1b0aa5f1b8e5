/** Child JVMs that answer commands, one line of JSON each way. */
@NullMarked
package dev.millrace.bench.process;

import org.jspecify.annotations.NullMarked;
