package dev.millrace.infra;

import dev.millrace.infra.part.WorkerKind;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A test of the template of each kind of workers: it takes the {@link Synthesised} and optionally
 * the {@link WorkerKind}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{1}")
@MethodSource("dev.millrace.infra.Synthesised#variants")
public @interface EachVariant {}
