/** Planning very many slices, compared with bare inserts of the same rows. */
@NullMarked
package dev.millrace.bench.planning;

import org.jspecify.annotations.NullMarked;
