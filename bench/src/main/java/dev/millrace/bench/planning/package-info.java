/** Planning very many slices, beside bare inserts of the same rows. */
@NullMarked
package dev.millrace.bench.planning;

import org.jspecify.annotations.NullMarked;
