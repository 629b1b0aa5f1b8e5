/** What the HTTP stand-ins have in common: a server on this machine and the reading of queries. */
@NullMarked
package dev.millrace.local.http;

import org.jspecify.annotations.NullMarked;
