/** How long worker and function take from their start to the first message that is handled. */
@NullMarked
package dev.millrace.bench.startup;

import org.jspecify.annotations.NullMarked;
