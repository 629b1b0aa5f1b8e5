/** Classes that break a rule of the architecture, so that the rule is seen to find them. */
@NullMarked
package dev.millrace.broken;

import org.jspecify.annotations.NullMarked;
