/** Alarms, metrics and the dashboard. */
@NullMarked
package dev.millrace.infra.monitor;

import org.jspecify.annotations.NullMarked;
