/** Documents to import: read from files or generated. */
@NullMarked
package dev.millrace.local.document;

import org.jspecify.annotations.NullMarked;
