/**
 * The deployment, one construct per noun; {@code cdk.json} tells the CDK command line how to start
 * it.
 */
@NullMarked
package dev.millrace.infra;

import org.jspecify.annotations.NullMarked;
