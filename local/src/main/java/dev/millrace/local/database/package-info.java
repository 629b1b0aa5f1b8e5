/** A MariaDB or MySQL server on this machine. */
@NullMarked
package dev.millrace.local.database;

import org.jspecify.annotations.NullMarked;
