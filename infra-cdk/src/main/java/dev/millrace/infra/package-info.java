/**
 * The deployment, one construct per noun; {@code cdk.json} says how the CDK command line starts it.
 */
@NullMarked
package dev.millrace.infra;

import org.jspecify.annotations.NullMarked;
