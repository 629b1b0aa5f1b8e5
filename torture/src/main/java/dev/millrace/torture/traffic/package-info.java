/** What the campaign does: traffic, faults and the way back to rest. */
@NullMarked
package dev.millrace.torture.traffic;

import org.jspecify.annotations.NullMarked;
