/** Commands that show the state of the pipeline. */
@NullMarked
package dev.millrace.cli.status;

import org.jspecify.annotations.NullMarked;
