/** The workers of this database and their signs of life. */
@NullMarked
package dev.millrace.fleet;

import org.jspecify.annotations.NullMarked;
