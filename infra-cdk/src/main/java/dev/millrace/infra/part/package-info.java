/** The parts that both variants of the deployment share. */
@NullMarked
package dev.millrace.infra.part;

import org.jspecify.annotations.NullMarked;
