/**
 * Faults that are planted in the byte code of the workers, so that the campaign can show that it
 * finds them. The product itself knows nothing of this.
 */
@NullMarked
package dev.millrace.torture.planted;

import org.jspecify.annotations.NullMarked;
