/** A real browser for tests and benchmarks. */
@NullMarked
package dev.millrace.local.browser;

import org.jspecify.annotations.NullMarked;
