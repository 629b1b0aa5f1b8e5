/**
 * Turns the documents of a slice into rows.
 *
 * <p>{@link dev.millrace.worker.mapping.DocumentMapper} is pure: the same bytes under the same
 * definition always give the same outcome.
 */
@NullMarked
package dev.millrace.worker.mapping;

import org.jspecify.annotations.NullMarked;
