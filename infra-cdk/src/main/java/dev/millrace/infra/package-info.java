@NullMarked
package dev.millrace.infra;

import org.jspecify.annotations.NullMarked;
