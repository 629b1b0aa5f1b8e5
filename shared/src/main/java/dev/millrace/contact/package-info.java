/** The first contact with what the settings name: which of it cannot be worked with, and why. */
@NullMarked
package dev.millrace.contact;

import org.jspecify.annotations.NullMarked;
