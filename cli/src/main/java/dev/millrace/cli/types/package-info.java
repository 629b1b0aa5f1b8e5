/** Commands for document types. */
@NullMarked
package dev.millrace.cli.types;

import org.jspecify.annotations.NullMarked;
