/** Workers on ECS or Lambda. */
@NullMarked
package dev.millrace.infra.worker;

import org.jspecify.annotations.NullMarked;
