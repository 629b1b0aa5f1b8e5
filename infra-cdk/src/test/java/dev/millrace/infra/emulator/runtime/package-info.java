/** Stand-ins for Lambda's Java runtime, started in processes of their own. */
@NullMarked
package dev.millrace.infra.emulator.runtime;

import org.jspecify.annotations.NullMarked;
