/**
 * Resolves keys in documents: the names of Slack channels and the events of event codes. Values are
 * cached for a while. A failed lookup fails only the slice that needs it and never overwrites a
 * known name.
 */
@NullMarked
package dev.millrace.worker.lookup;

import org.jspecify.annotations.NullMarked;
