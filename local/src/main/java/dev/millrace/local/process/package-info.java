/** Child processes that end with their parent. */
@NullMarked
package dev.millrace.local.process;

import org.jspecify.annotations.NullMarked;
