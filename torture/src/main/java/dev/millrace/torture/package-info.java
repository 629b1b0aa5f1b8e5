/**
 * A campaign of faults against the whole pipeline as processes, judged by an oracle that shares no
 * code with the product.
 */
@NullMarked
package dev.millrace.torture;

import org.jspecify.annotations.NullMarked;
