/** The connection pool, transactions that survive deadlocks, and the migrations. */
@NullMarked
package dev.millrace.database;

import org.jspecify.annotations.NullMarked;
