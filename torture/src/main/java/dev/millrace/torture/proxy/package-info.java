/** A relay of TCP connections that does harm to them. */
@NullMarked
package dev.millrace.torture.proxy;

import org.jspecify.annotations.NullMarked;
