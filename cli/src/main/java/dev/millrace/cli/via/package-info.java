/** Commands that run in a function of a deployment, next to its database. */
@NullMarked
package dev.millrace.cli.via;

import org.jspecify.annotations.NullMarked;
