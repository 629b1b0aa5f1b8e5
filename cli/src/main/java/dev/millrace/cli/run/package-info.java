/** Commands that plan, watch, pause, resume and cancel runs. */
@NullMarked
package dev.millrace.cli.run;

import org.jspecify.annotations.NullMarked;
