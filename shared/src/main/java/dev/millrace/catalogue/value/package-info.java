/** Column types and the conversion of JSON scalars to their values. */
@NullMarked
package dev.millrace.catalogue.value;

import org.jspecify.annotations.NullMarked;
