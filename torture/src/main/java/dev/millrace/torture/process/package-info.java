/** The programs of the campaign, each a process of its own that can be killed and frozen. */
@NullMarked
package dev.millrace.torture.process;

import org.jspecify.annotations.NullMarked;
