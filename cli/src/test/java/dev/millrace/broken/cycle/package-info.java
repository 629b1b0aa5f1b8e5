@NullMarked
package dev.millrace.broken.cycle;

import org.jspecify.annotations.NullMarked;
