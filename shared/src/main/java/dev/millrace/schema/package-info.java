/** Creates and evolves the tables of document types and the logins that use them. */
@NullMarked
package dev.millrace.schema;

import org.jspecify.annotations.NullMarked;
