/** The templates deployed to an emulator, and the stack in containers. */
@NullMarked
package dev.millrace.infra.emulator;

import org.jspecify.annotations.NullMarked;
