/**
 * Values that documents hold only a key of: names of Slack channels, events of event codes. They
 * are asked for once and kept for a while. What is not known now is a failure of the slice that
 * asked, and of no other; a known name is never overwritten by not knowing.
 */
@NullMarked
package dev.millrace.worker.lookup;

import org.jspecify.annotations.NullMarked;
