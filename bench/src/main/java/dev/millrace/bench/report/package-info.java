/** The parts of every report: machine, gates and tables. */
@NullMarked
package dev.millrace.bench.report;

import org.jspecify.annotations.NullMarked;
