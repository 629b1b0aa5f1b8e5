/** Tests that name the places which a new column type or lookup has not reached yet. */
@NullMarked
package dev.millrace.cli.extension;

import org.jspecify.annotations.NullMarked;
