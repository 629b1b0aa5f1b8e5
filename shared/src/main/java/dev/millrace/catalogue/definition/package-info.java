/** Reads definitions from YAML, checks them and reports every mistake with its line. */
@NullMarked
package dev.millrace.catalogue.definition;

import org.jspecify.annotations.NullMarked;
