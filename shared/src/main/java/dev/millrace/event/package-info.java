/** What Millrace tells others on an EventBridge bus, and where it waits until it is told. */
@NullMarked
package dev.millrace.event;

import org.jspecify.annotations.NullMarked;
