/** The settings of all programs: environment variables, read once, checked together. */
@NullMarked
package dev.millrace.settings;

import org.jspecify.annotations.NullMarked;
