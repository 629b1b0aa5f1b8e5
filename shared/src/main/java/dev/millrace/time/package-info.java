@NullMarked
package dev.millrace.time;

import org.jspecify.annotations.NullMarked;
