package dev.millrace.infra.part;

import java.util.Arrays;
import java.util.Locale;

/** The platform of the workers. */
public enum WorkerKind {
  ECS,
  LAMBDA;

  /**
   * The kind with this name, in lower case.
   *
   * @throws IllegalArgumentException naming the valid ones
   */
  static WorkerKind named(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the context 'workers' must be ecs or lambda, but is '%s'".formatted(name)));
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
