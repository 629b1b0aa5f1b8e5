@NullMarked
package dev.millrace.time.broken;

import org.jspecify.annotations.NullMarked;
