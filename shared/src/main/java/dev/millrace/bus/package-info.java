/** Events that Millrace puts on an EventBridge bus. */
@NullMarked
package dev.millrace.bus;

import org.jspecify.annotations.NullMarked;
