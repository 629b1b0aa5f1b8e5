@NullMarked
package dev.millrace.worker.meter;

import org.jspecify.annotations.NullMarked;
