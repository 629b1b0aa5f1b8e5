/** What a new column type, lookup, answer of the source or command must not lack. */
@NullMarked
package dev.millrace.cli.extension;

import org.jspecify.annotations.NullMarked;
