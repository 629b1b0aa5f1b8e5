/** YAML of definitions, bounded before it is read. */
@NullMarked
package dev.millrace.catalogue.yaml;

import org.jspecify.annotations.NullMarked;
