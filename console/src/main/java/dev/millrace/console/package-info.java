/**
 * The console: pages in a browser that show what the commands print, from the same records, and
 * change what the commands change.
 */
@NullMarked
package dev.millrace.console;

import org.jspecify.annotations.NullMarked;
