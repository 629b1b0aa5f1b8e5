/** The demo: a whole pipeline on this machine and its report. */
@NullMarked
package dev.millrace.cli.demo;

import org.jspecify.annotations.NullMarked;
