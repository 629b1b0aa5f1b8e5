/** Reads definitions from YAML, checks them and names every mistake with its line. */
@NullMarked
package dev.millrace.catalogue.definition;

import org.jspecify.annotations.NullMarked;
