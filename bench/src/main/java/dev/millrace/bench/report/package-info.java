/** What every benchmark says of itself: its machine, its gates, its tables. */
@NullMarked
package dev.millrace.bench.report;

import org.jspecify.annotations.NullMarked;
