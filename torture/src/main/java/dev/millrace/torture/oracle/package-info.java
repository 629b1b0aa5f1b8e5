/** Checks the tables without the product's code: own mapping, own queries. */
@NullMarked
package dev.millrace.torture.oracle;

import org.jspecify.annotations.NullMarked;
