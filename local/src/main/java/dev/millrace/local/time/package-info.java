/** A clock that tests set. */
@NullMarked
package dev.millrace.local.time;

import org.jspecify.annotations.NullMarked;
