/** Folders and locks that survive a killed process. */
@NullMarked
package dev.millrace.local.file;

import org.jspecify.annotations.NullMarked;
