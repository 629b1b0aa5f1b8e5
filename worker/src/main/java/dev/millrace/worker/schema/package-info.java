/** The schema step of a deployment, a program of the worker's image. */
@NullMarked
package dev.millrace.worker.schema;

import org.jspecify.annotations.NullMarked;
