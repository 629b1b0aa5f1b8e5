/** Builds the objects that commands need from the settings. */
@NullMarked
package dev.millrace.cli.pipeline;

import org.jspecify.annotations.NullMarked;
