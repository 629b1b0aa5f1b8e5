/** Stand-ins for AWS services on this machine. */
@NullMarked
package dev.millrace.local.aws;

import org.jspecify.annotations.NullMarked;
