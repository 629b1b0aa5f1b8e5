/** The document API, served from memory. */
@NullMarked
package dev.millrace.local.api;

import org.jspecify.annotations.NullMarked;
