/** The rules that the tree is held to, each with the sentence that says why. */
@NullMarked
package dev.millrace.cli.architecture;

import org.jspecify.annotations.NullMarked;
