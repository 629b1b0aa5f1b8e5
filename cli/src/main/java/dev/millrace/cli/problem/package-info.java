/** The command for everything that did not get through. */
@NullMarked
package dev.millrace.cli.problem;

import org.jspecify.annotations.NullMarked;
