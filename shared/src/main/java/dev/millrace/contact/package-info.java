/** The first contact with the configured services: which are unusable, and why. */
@NullMarked
package dev.millrace.contact;

import org.jspecify.annotations.NullMarked;
