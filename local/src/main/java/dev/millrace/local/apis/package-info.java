/**
 * Stand-ins on 127.0.0.1 for four public APIs that can be asked for a span of time, written after
 * their documentation: each keeps its API's rules for bounds, pages, quotas and errors, and the
 * ones that importers get wrong. Each begins with a deterministic {@link
 * dev.millrace.local.apis.Sample sample} and says at any time what it holds.
 */
@NullMarked
package dev.millrace.local.apis;

import org.jspecify.annotations.NullMarked;
