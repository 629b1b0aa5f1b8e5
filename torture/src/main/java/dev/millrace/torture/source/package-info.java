/** The document API of the campaign, which knows what it has held and answered at each moment. */
@NullMarked
package dev.millrace.torture.source;

import org.jspecify.annotations.NullMarked;
