/** The campaign's own way to the database, without the product's. */
@NullMarked
package dev.millrace.torture.jdbc;

import org.jspecify.annotations.NullMarked;
