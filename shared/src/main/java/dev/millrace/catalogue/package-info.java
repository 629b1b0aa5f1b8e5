/**
 * The types: which documents are kept, in which table and which columns, and which tables of other
 * systems are counted.
 *
 * <p>A definition is a YAML file of {@code types/}: a {@link dev.millrace.catalogue.DocumentType}
 * or a {@link dev.millrace.catalogue.CountOnlyType}. {@link dev.millrace.catalogue.Catalogue} holds
 * them all. They are immutable and know neither database nor clock, so a definition means the same
 * wherever it is read: from its file or, later, from the row that {@code types apply} wrote.
 */
@NullMarked
package dev.millrace.catalogue;

import org.jspecify.annotations.NullMarked;
