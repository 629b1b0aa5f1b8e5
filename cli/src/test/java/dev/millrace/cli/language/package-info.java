/** Checks of the project's English and of the links, commands and settings in its pages. */
@NullMarked
package dev.millrace.cli.language;

import org.jspecify.annotations.NullMarked;
