@NullMarked
package dev.millrace.cli.broken;

import org.jspecify.annotations.NullMarked;
